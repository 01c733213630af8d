/** What is looked at, in the order in which it is told. */
const CODES = {
  file: [
    'file_unreadable', 'header_missing', 'line_not_json', 'line_not_canonical', 'line_malformed', 'line_unexpected', 'file_truncated', 'file_continues',
    'file_signature_invalid', 'summary_differs',
  ],
  trees: [
    'checkpoint_malformed', 'checkpoint_foreign', 'checkpoint_unsigned', 'checkpoint_signature_invalid', 'checkpoint_misplaced', 'key_not_valid',
    'ledger_root_differs', 'log_root_differs', 'ledger_not_covered', 'log_not_covered',
  ],
  ledger: ['version_gap', 'time_falls', 'created_missing', 'drop_differs', 'kind_unknown', 'size_differs'],
  stock: ['oversold', 'variant_unknown', 'return_unknown', 'return_twice', 'return_differs'],
  holds: [
    'hold_twice', 'hold_not_live', 'hold_differs', 'hold_time_differs', 'bought_too_late', 'cancelled_too_late', 'expired_too_early', 'extended_twice',
    'extended_too_long', 'claimed_twice', 'claimed_too_late', 'reserved_not_live', 'changed_when_published', 'price_differs', 'payment_missing', 'payment_differs', 'purchase_twice',
  ],
  limits: ['limit_exceeded'],
  draw: [
    'log_gap', 'log_time_falls', 'seq_gap', 'entry_twice', 'customer_twice', 'entry_unknown', 'line_out_of_order', 'opened_late', 'entry_after_close',
    'excluded_after_seal', 'commit_differs', 'seal_root_differs', 'seal_size_wrong', 'beacon_differs', 'beacon_invalid', 'beacon_unsigned', 'beacon_too_early',
    'seed_differs',
  ],
  line: [
    'offered_before_draw', 'offer_unknown', 'offer_not_waiting', 'offer_differs', 'offer_log_wrong', 'offer_log_later', 'offer_stale', 'offer_time_differs',
    'place_differs', 'passed_over', 'preference_ignored', 'walkup_before_line', 'missed_unfounded', 'missed_twice', 'missed_lacking', 'skip_differs',
    'skip_not_waiting', 'skip_unfounded',
  ],
  receipt: [
    'receipt_malformed', 'receipt_foreign', 'receipt_line_not_included', 'receipt_checkpoint_invalid', 'receipt_not_own', 'receipt_sentence_wrong',
    'receipt_place_differs', 'receipt_ticket_differs', 'receipt_not_in_file', 'receipt_fork',
  ],
} as const;

export type CheckName = keyof typeof CODES;
export type Code = (typeof CODES)[CheckName][number];

export const CHECKS = Object.keys(CODES) as CheckName[];
export const ALL_CODES: readonly Code[] = Object.values(CODES).flat();

const CHECK_OF = new Map(Object.entries(CODES).flatMap(([check, codes]) => codes.map((code) => [code, check as CheckName])));

/** What was found, by a name that the page has in every language. */
export type FactName =
  | 'customer' | 'entry' | 'expected' | 'field' | 'found' | 'kind' | 'limit' | 'place' | 'purchase' | 'reason' | 'reservation' | 'size' | 'variant' | 'version' | 'key';
export type Facts = Partial<Record<FactName, string | number>>;

export interface Finding {
  code: Code;
  check: CheckName;
  /** Of the file, from 1. Null: it concerns no line. */
  line: number | null;
  facts: Facts;
}

const OF_ONE_CODE_MAX = 20;

/** Of each kind at most so many are kept. */
export class Findings {
  readonly all: Finding[] = [];
  readonly #counts = new Map<Code, number>();
  /** Line of the file that is being read. */
  line = 0;

  add(code: Code, facts: Facts = {}): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= OF_ONE_CODE_MAX) this.all.push({ code, check: CHECK_OF.get(code) as CheckName, line: this.line > 0 ? this.line : null, facts });
  }

  has(check: CheckName): boolean {
    return this.all.some((finding) => finding.check === check);
  }

  /** How often a code was found, beyond what is kept, too. */
  countOf(code: Code): number {
    return this.#counts.get(code) ?? 0;
  }
}
