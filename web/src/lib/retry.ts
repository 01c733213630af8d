import { asProblem } from './api/problem';

/** Full jitter: a random part of a ceiling that doubles. So a crowd that lost its server does not come back all at once. */
export function retryDelayMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(10_000, 1000 * 2 ** Math.min(attempt, 10));
  return Math.max(500, random() * ceiling);
}

/** The server's Retry-After, a little spread out; where it names no time, a random delay that grows. */
export function waitMs(failures: number, error: unknown, random: () => number = Math.random): number {
  const { retryAfterSeconds } = asProblem(error);
  return retryAfterSeconds === undefined ? retryDelayMs(failures, random) : Math.min(retryAfterSeconds, 30) * 1000 + random() * 500;
}

/** About a minute of retries. Then the button can be pressed again, and that press uses the same key. */
const TRIES_MAX = 8;

/** For mutations that are safe to send twice: they retry by themselves after no answer or "not now". */
export const persistently = {
  networkMode: 'always' as const,
  retry: (failures: number, error: unknown) => asProblem(error).isTransient && failures < TRIES_MAX,
  retryDelay: (failures: number, error: unknown) => waitMs(failures, error),
};
