import type { components } from './generated/schema.js';

/** What the server answers (docs/problems.md explains each), and what only the client knows. A newer server may have more. */
export type ProblemCode =
  | components['schemas']['Problem']['code']
  /** No answer came: what was asked may have been done or not. */
  | 'no_answer'
  /** The answer is no problem of Stampede's: a proxy's page, perhaps. */
  | 'unknown';

/** What did not work, and why: `code` is stable. */
export class StampedeProblem extends Error {
  readonly code: ProblemCode;
  /** Of HTTP; 0 without an answer. */
  readonly status: number;
  /** From Retry-After; undefined if the server names no time. */
  readonly retryAfterSeconds: number | undefined;
  /** The whole problem, with what is particular to its code: `errors` of validation_failed, `reservation` of already_reserved. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>, retryAfterSeconds?: number, options?: ErrorOptions) {
    const code = typeof body.code === 'string' ? body.code : 'unknown';
    const told = [`${status} ${code}`, body.title, body.detail, body.errors && JSON.stringify(body.errors)];
    super(told.filter((one) => typeof one === 'string').join(': '), options);
    this.name = 'StampedeProblem';
    this.code = code as ProblemCode;
    this.status = status;
    this.body = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static async of(response: Response): Promise<StampedeProblem> {
    return new StampedeProblem(response.status, parse(await response.text().catch(() => '')), retryAfterSeconds(response));
  }

  static noAnswer(cause: unknown): StampedeProblem {
    return new StampedeProblem(0, { code: 'no_answer', title: 'The shop does not answer' }, undefined, { cause });
  }
}

/** The body may be a proxy's page. The status then says enough. */
function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Seconds, or an HTTP date, as RFC 9110 allows. */
export function retryAfterSeconds({ headers }: Response): number | undefined {
  const header = headers.get('Retry-After')?.trim();
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1000);
}
