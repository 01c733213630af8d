import { StampedeProblem, retryAfterSeconds } from './problem.js';

export interface Patience {
  /** How often a request is sent at most. */
  triesMax: number;
  /** For each try. */
  timeoutMs: number;
  fetch: typeof globalThis.fetch;
}

/** Who is told to come back later than this hears it instead of waiting. */
const WAIT_SECONDS_MAX = 30;
const DELAY_MS = { least: 200, most: 10_000 };

/** POSTs that have one effect without a key too: their address names what is bought, taken or looked at. */
const ONCE_ONLY = /\/reservations\/[^/]+\/(purchase|claim|payment\/refresh)$/;

/** A second one has no second effect. */
const isRepeatable = ({ method, headers, url }: Request): boolean =>
  method !== 'POST' || headers.has('Idempotency-Key') || ONCE_ONLY.test(new URL(url).pathname);

/** A random part of a ceiling that doubles: callers who lost their server together do not come back together. */
export const delayMs = (tries: number): number =>
  DELAY_MS.least + Math.random() * Math.min(DELAY_MS.most, DELAY_MS.least * 2 ** Math.min(tries, 10));

/** Resolves early when the signal says so; the next step then sees it. */
export const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });

/**
 * Sends it again after no answer, 429, 502, 503 and 504, as long as the server says or a growing random time. After 429 nothing was done,
 * so everything may be repeated; otherwise only what has one effect however often it comes.
 */
export async function persist(request: Request, patience: Patience): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const isLast = tries >= patience.triesMax;
    let pause = delayMs(tries);
    try {
      const response = await answer(isLast ? request : request.clone(), patience);
      const mayHelp = response.status === 429 || (isRepeatable(request) && [502, 503, 504].includes(response.status));
      const seconds = retryAfterSeconds(response);
      if (isLast || !mayHelp || (seconds ?? 0) > WAIT_SECONDS_MAX) return response;
      await response.body?.cancel();
      if (seconds !== undefined) pause = seconds * 1000 + Math.random() * 500;
    } catch (error) {
      if (request.signal.aborted) throw error;
      if (isLast || !isRepeatable(request)) throw StampedeProblem.noAnswer(error);
    }
    await wait(pause, request.signal);
    request.signal.throwIfAborted();
  }
}

/** The answer with its whole JSON: one that breaks off is none. Long answers (CSV, events) are left to be read by and by. */
async function answer(request: Request, { timeoutMs, fetch }: Patience): Promise<Response> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new DOMException('No answer in time', 'TimeoutError')), timeoutMs);
  try {
    const response = await fetch(request, { signal: AbortSignal.any([request.signal, timeout.signal]) });
    if (!/^application\/(problem\+)?json/.test(response.headers.get('Content-Type') ?? '')) return response;
    const { status, statusText, headers } = response;
    return new Response(await response.text(), { status, statusText, headers });
  } finally {
    clearTimeout(timer);
  }
}
