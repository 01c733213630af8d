import type { FieldError, ServerProblemCode } from './types';

/** The server's codes that a visitor can meet, and those that only a browser knows. Each has words in every language. */
export const PROBLEM_CODES = [
  'sold_out', 'all_held', 'insufficient_stock', 'limit_reached', 'already_reserved', 'wait_to_reserve',
  'not_published', 'not_started', 'ended', 'paused',
  'reservation_expired', 'reservation_cancelled', 'already_purchased',
  'reservation_not_found', 'purchase_not_found', 'drop_not_found', 'variant_not_found',
  'idempotency_key_reused', 'validation_failed', 'unauthenticated', 'forbidden',
  'rate_limited', 'overloaded', 'database_unavailable',
  'confirmation_required', 'confirmation_invalid', 'mail_unavailable', 'account_not_found', 'proof_required',
  'invalid_credentials', 'locked_out', 'csrf_rejected', 'email_taken', 'last_operator',
  'stock_in_use', 'picture_type', 'picture_too_large',
  /** No answer came: the request may or may not have been carried out. */
  'no_answer',
  /** Signed in, and nobody all the same: the browser keeps no cookies. */
  'cookies_needed',
  /** An answer this page has no words for. */
  'unknown',
] as const satisfies readonly (ServerProblemCode | 'no_answer' | 'cookies_needed' | 'unknown')[];

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Faults of a caller, not of a person: this page does not make them, and has no words for them but "That did not work". */
type Unworded =
  | 'bad_request' | 'not_found' | 'method_not_allowed' | 'not_acceptable' | 'payload_too_large' | 'uri_too_long' | 'headers_too_large'
  | 'unsupported_media_type' | 'request_timeout' | 'request_cancelled' | 'internal_error';

/** A code that the server learns is a compile error here until it has words, or is named above. */
type Forgotten = Exclude<ServerProblemCode, ProblemCode | Unworded>;
true satisfies [Forgotten] extends [never] ? true : Forgotten;

const known: ReadonlySet<string> = new Set(PROBLEM_CODES);

export const asKnownCode = (code: unknown): ProblemCode => (typeof code === 'string' && known.has(code) ? (code as ProblemCode) : 'unknown');

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  /** From Retry-After; undefined where the server named no time. */
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

  /** Asking again with the same key is safe and may help: nothing is done twice. */
  get isTransient(): boolean {
    // Until then the answer is the same, and it may be long: a person decides whether to wait.
    if (this.code === 'wait_to_reserve') return false;
    return this.status === 0 || this.status === 429 || this.status >= 502 || this.code === 'overloaded' || this.code === 'database_unavailable';
  }

  /** `codes` of validation_failed: what is wrong with each field first, by the field's name in camelCase. Worded by `fieldWords`. */
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
