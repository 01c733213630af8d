import { en } from '../i18n/en';
import type { FieldError, ServerProblemCode } from './types';

/** What the server answers, and what only the browser knows. Each code has words in every language. */
export type ProblemCode =
  | ServerProblemCode
  /** No answer came: the request may have been carried out or not. */
  | 'no_answer'
  /** The sign-in worked, but the browser keeps no cookies. */
  | 'cookies_needed'
  /** The page has no words for this answer: the server is newer than the page. */
  | 'unknown';

/** The code, if this page has words for it. */
export const asKnownCode = (code: unknown): ProblemCode => (typeof code === 'string' && Object.hasOwn(en.problems, code) ? (code as ProblemCode) : 'unknown');

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  /** From Retry-After; undefined if the server names no time. */
  readonly retryAfterSeconds: number | undefined;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Record<string, unknown>, retryAfterSeconds?: number) {
    const code = asKnownCode(body.code);
    super(typeof body.title === 'string' ? body.title : code);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.body = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static noAnswer(): Problem {
    return new Problem(0, { code: 'no_answer' });
  }

  /** A second try with the same key may help, and does nothing twice. */
  get isTransient(): boolean {
    // The answer stays the same until that time, which may be long: the visitor decides whether to wait.
    if (this.code === 'wait_to_reserve') return false;
    return this.status === 0 || this.status === 429 || this.status >= 502 || this.code === 'overloaded' || this.code === 'database_unavailable';
  }

  /** From `codes` of validation_failed: the first fault of each field, by the field's name in camelCase. `fieldWords` words them. */
  get fieldErrors(): Readonly<Record<string, FieldError>> {
    const { codes } = this.body;
    if (typeof codes !== 'object' || codes === null) return {};
    return Object.fromEntries(
      Object.entries(codes as Record<string, FieldError[]>).map(([field, [first]]) => [
        field.charAt(0).toLowerCase() + field.slice(1),
        first ?? { code: 'invalid' },
      ]),
    );
  }
}

export const asProblem = (error: unknown): Problem => (error instanceof Problem ? error : new Problem(-1, {}));

/** Seconds, or an HTTP date, as RFC 9110 allows. */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - nowMs) / 1000);
}
