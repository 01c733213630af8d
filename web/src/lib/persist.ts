import { asProblem } from './api/problem';
import { retryDelayMs } from './retry';

/** About a minute of asking again; then the button is given back, and the next press goes on with the same key. */
const TRIES_MAX = 8;

/** For mutations that are safe to send twice: no answer, or "not now", is asked again by itself. */
export const persistently = {
  networkMode: 'always' as const,
  retry: (failures: number, error: unknown) => asProblem(error).isTransient && failures < TRIES_MAX,
  retryDelay: (failures: number, error: unknown) => waitMs(failures, error),
};

/** The server's own word first, a little spread out; else a random part of a growing ceiling. */
export function waitMs(failures: number, error: unknown, random: () => number = Math.random): number {
  const { retryAfterSeconds } = asProblem(error);
  return retryAfterSeconds === undefined ? retryDelayMs(failures, random) : Math.min(retryAfterSeconds, 30) * 1000 + random() * 500;
}
