import { below } from '../base';
import { serverClock } from '../clock';
import { Problem, parseRetryAfter } from './problem';

/** Longer than the server takes for any answer. After this time the outcome is unknown, and the caller asks again. */
const ANSWER_WITHIN_MS = 10_000;

let lastAnswer = -Infinity;

/** When the server last answered, by the page's monotonic clock. */
export const answeredAt = (): number => lastAnswer;

interface Options {
  body?: unknown;
  idempotencyKey?: string;
  /** The solution of the server's challenge. */
  proof?: string;
  signal?: AbortSignal;
  /** That the password or a passkey was asked for a moment ago. */
  reauthentication?: string;
  /** For requests that are known to take longer. */
  answerWithinMs?: number;
  /** A cache may give the answer: its time is then that of its making. */
  isShared?: boolean;
}

async function request<T>(method: string, path: string, { body, idempotencyKey, proof, reauthentication, signal, answerWithinMs, isShared = false }: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  // The server's guard against forged requests: a page of another site can't send this header without the server's consent.
  if (method !== 'GET') headers['X-Stampede'] = 'web';
  if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
  if (proof !== undefined) headers['Stampede-Proof'] = proof;
  if (reauthentication !== undefined) headers['Stampede-Reauthentication'] = reauthentication;

  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body instanceof FormData) {
    init.body = body;
  } else if (body instanceof Blob) {
    headers['Content-Type'] = body.type;
    init.body = body;
  } else if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  const timeout = AbortSignal.timeout(answerWithinMs ?? (body instanceof FormData ? 60_000 : ANSWER_WITHIN_MS));
  init.signal = signal ? AbortSignal.any([signal, timeout]) : timeout;

  const sentAt = performance.now();
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(below(`/api/v1${path}`), init);
    const text = await response.text();
    // A 5xx may come from a proxy whose server does not answer.
    if (response.status < 500) lastAnswer = performance.now();
    answer = text === '' ? undefined : parseJson(text);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw Problem.noAnswer();
  }
  const fields = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
  // A replayed answer has the time of the first one.
  if (typeof fields.serverTime === 'string' && !isShared && !response.headers.has('Idempotency-Replayed')) {
    serverClock.observe({ serverTimeMs: Date.parse(fields.serverTime), sentAt, receivedAt: performance.now() });
  }
  if (!response.ok) throw new Problem(response.status, fields, parseRetryAfter(response.headers.get('Retry-After'), Date.now()));
  return answer as T;
}

/** The body may be a proxy's HTML page. The status then says enough. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** 128 random bits, for an Idempotency-Key. Not crypto.randomUUID: it needs https, and a shop may be tried on a local network. */
export const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export const api = {
  get: <T>(path: string, signal?: AbortSignal, answerWithinMs?: number) =>
    request<T>('GET', path, { ...(signal ? { signal } : {}), ...(answerWithinMs === undefined ? {} : { answerWithinMs }) }),
  getShared: <T>(path: string, signal?: AbortSignal) => request<T>('GET', path, { isShared: true, ...(signal ? { signal } : {}) }),
  post: <T>(path: string, body?: unknown, idempotencyKey?: string, proof?: string, answerWithinMs?: number) =>
    request<T>('POST', path, {
      body,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      ...(proof === undefined ? {} : { proof }),
      ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
    }),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, { body }),
  delete: <T>(path: string) => request<T>('DELETE', path),
  /** What guards an account. */
  guarded: <T>(method: 'POST' | 'DELETE', path: string, reauthentication: string, body?: unknown) => request<T>(method, path, { body, reauthentication }),
};
