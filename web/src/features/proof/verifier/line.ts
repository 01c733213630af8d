import { fromHex, hash, toHex } from './bytes';
import { isSignedByQuicknet, QUICKNET, timeOfRound } from './drand';
import { FieldFault, MICROSECONDS, timeText, type Fields } from './fields';
import type { Findings } from './findings';
import { Heap } from './heap';
import { rootOf } from './merkle';
import { commitOf, inOrder, seedOf } from './order';

/** What was written so long before an offer must have been known to it. */
const KNOWN_AFTER = 5 * MICROSECONDS;

/** A beacon's number must be published so long after the seal. */
const BEACON_DELAY = 30 * MICROSECONDS;

const NO_BEACON = 'none';

type Phase = 'none' | 'gathering' | 'closed' | 'sealed' | 'serving' | 'over';

/** How an offer ended. */
export type End = 'bought' | 'missed' | 'declined' | 'keepsPlace';

type EntryState = 'waiting' | 'offered' | 'served' | 'missed' | 'out';

export type LineKind =
  | 'line_opened' | 'line_closed' | 'line_sealed' | 'line_drawn' | 'line_listed' | 'line_paced' | 'skipped' | 'line_finished' | 'line_cancelled';

type LogLine = { at: number; entry: string } & (
  | { kind: 'joined'; customer: string; seq: number; preferences: readonly string[]; quantity: number }
  | { kind: 'changed'; preferences: readonly string[]; quantity: number | undefined }
  | { kind: 'withdrawn' | 'excluded' | 'missed' }
);

interface Entry {
  id: string;
  customer: string;
  preferences: readonly string[];
  quantity: number;
  /** 0: not known before the draw. */
  place: number;
  state: EntryState;
  offeredRank: number;
}

/** What somebody is told who looks for an entry. */
export interface EntryFound {
  entry: string;
  /** Number of the line in the shop's register. */
  line: number;
  /** Who misses gets another one: then this is the last. Null: no place was given. */
  place: number | null;
  /** Of the shuffled part. */
  ticket: string | null;
  state: EntryState;
}

type FreeOf = (variant: string) => number;
type HasRoom = (customer: string, quantity: number) => boolean;

/**
 * The line of a drop: its log, its draw, and that everybody is served in turn. The log is read whole before the ledger; each offer says
 * how many lines of it were known when it was decided, and is judged by these.
 */
export class LineCheck {
  drop = '';
  offers = 0;
  shuffled = 0;
  /** What was mixed into the seed. Empty: there was no draw. */
  beacon = '';
  /** Whether drand signed the beacon. Null: nobody can tell here. */
  isBeaconSigned: boolean | null = null;

  readonly #lines: LogLine[] = [];
  readonly #left = new Map<string, number>();
  readonly #entries = new Map<string, Entry>();
  readonly #offers = new Map<string, Entry>();
  readonly #waiting = new Map<string, Map<number, Heap<Entry>>>();
  readonly #customers = new Set<string>();
  readonly #found = new Map<string, EntryFound & { of: Entry }>();

  #phase: Phase = 'none';
  #applied = 0;
  #lastSeq = 0;
  #places = 0;
  #mode = '';
  #number = 0;
  #commit = '';
  #root = '';
  #secret = '';
  #sealSize = 0;
  #awaited = '';
  #beaconRule = '';
  #closedAt: number | null = null;
  #sealedAt = 0;

  /** @param leaves Of the log's tree. */
  constructor(private readonly findings: Findings, private readonly leaves: readonly Uint8Array[]) {}

  get isThere(): boolean {
    return this.#lines.length > 0 || this.#phase !== 'none';
  }

  get logSize(): number {
    return this.#lines.length;
  }

  /** @param id In hex, with or without hyphens. */
  find(id: string): EntryFound | null {
    const found = this.#found.get(id.replaceAll('-', '').trim().toLowerCase());
    if (!found) return null;
    const { of, ...told } = found;
    return { ...told, state: of.state };
  }

  readLog(fields: Fields): void {
    const [index, at, kind, entry] = [fields.whole('index'), fields.time('at'), fields.text('kind'), fields.text('entry')];
    const before = this.#lines.at(-1);
    if (index !== this.#lines.length) this.findings.add('log_gap', { expected: this.#lines.length, found: index });
    if (before && at < before.at) this.findings.add('log_time_falls', { expected: timeText(before.at), found: timeText(at) });
    if (!/^[0-9a-f]{32}$/.test(entry)) throw new FieldFault('entry');
    switch (kind) {
      case 'joined':
        this.#lines.push({ kind, at, entry, customer: fields.text('customer'), seq: fields.whole('seq'), preferences: fields.ids('preferences'), quantity: fields.units('quantity') });
        break;
      case 'changed':
        this.#lines.push({ kind, at, entry, preferences: fields.ids('preferences'), quantity: fields.unitsIfAny('quantity') });
        break;
      case 'excluded':
        fields.text('reason');
        this.#left.set(entry, at);
        this.#lines.push({ kind, at, entry });
        break;
      case 'withdrawn':
        this.#left.set(entry, at);
        this.#lines.push({ kind, at, entry });
        break;
      case 'missed':
        this.#lines.push({ kind, at, entry });
        break;
      default:
        throw new FieldFault('kind');
    }
  }

  read(kind: LineKind, at: number, fields: Fields): void {
    if (!this.#isInOrder(kind, fields)) this.findings.add('line_out_of_order', { kind });
    switch (kind) {
      case 'line_opened':
        this.#open(at, fields);
        break;
      case 'line_closed':
        this.#phase = 'closed';
        this.#closedAt = at;
        break;
      case 'line_sealed':
        this.#seal(at, fields);
        break;
      case 'line_drawn':
        this.#draw(fields);
        break;
      case 'skipped': {
        const skipped = this.#findEntry(fields.text('entry'));
        if (skipped) skipped.state = 'out';
        break;
      }
      case 'line_finished':
      case 'line_cancelled':
        this.#phase = 'over';
        this.#entries.clear();
        this.#waiting.clear();
        this.#customers.clear();
        this.#offers.clear();
        break;
      case 'line_listed':
      case 'line_paced':
        break;
    }
  }

  /** @param freeOf What is free of a variant, before the offer. @param hasRoom Whether a customer may have so many more. */
  offered(at: number, fields: Fields, freeOf: FreeOf, hasRoom: HasRoom): void {
    this.offers++;
    const [variant, quantity, id, known] = [fields.id('variant'), fields.units('quantity'), fields.text('entry'), fields.whole('log')];
    if (this.#phase !== 'serving') {
      this.findings.add('offered_before_draw', { entry: id });
      return;
    }
    if (known < this.#applied || known > this.#lines.length) this.findings.add('offer_log_wrong', { entry: id, found: known, expected: `${this.#applied}–${this.#lines.length}` });
    const unknown = this.#lines[known];
    if (unknown && unknown.at <= at - KNOWN_AFTER) this.findings.add('offer_stale', { entry: id, found: known });
    this.#apply(Math.min(known, this.#lines.length));
    const entry = this.#findEntry(id);
    if (!entry) return;
    if (entry.state !== 'waiting') this.findings.add('offer_not_waiting', { entry: id, found: entry.state });
    const rank = entry.preferences.indexOf(variant);
    if (rank < 0 || entry.quantity !== quantity || entry.customer !== fields.text('customer')) this.findings.add('offer_differs', { entry: id, variant });
    const place = fields.whole('place');
    if (place !== entry.place) this.findings.add('place_differs', { entry: id, expected: entry.place, found: place });
    for (const better of entry.preferences.slice(0, Math.max(rank, 0))) {
      if (freeOf(better) >= quantity) this.findings.add('preference_ignored', { entry: id, variant: better });
    }
    const first = this.#firstWaiting(variant, freeOf(variant), hasRoom, at, entry);
    if (first && first.place < entry.place) this.findings.add('passed_over', { place: first.place, entry: first.id, variant, found: entry.place });
    entry.state = 'offered';
    entry.offeredRank = Math.max(rank, 0);
    this.#offers.set(fields.id('reservation'), entry);
  }

  /** Somebody reserves who is not served out of the line. */
  walkUp(at: number, variant: string, freeOf: FreeOf, hasRoom: HasRoom): void {
    if (this.#phase === 'none' || this.#phase === 'over') return;
    if (this.#phase === 'serving') {
      let known = this.#applied;
      for (let next = this.#lines[known]; next && next.at <= at - KNOWN_AFTER; next = this.#lines[known]) known++;
      this.#apply(known);
      if (!this.#firstWaiting(variant, freeOf(variant), hasRoom, at, null)) return;
    }
    this.findings.add('walkup_before_line', { variant });
  }

  ended(reservation: string, how: End): void {
    const entry = this.#offers.get(reservation);
    if (!entry) return;
    this.#offers.delete(reservation);
    entry.state = ({ bought: 'served', missed: 'missed', declined: 'out', keepsPlace: 'waiting' } as const)[how];
    if (how !== 'keepsPlace') return;
    entry.preferences = entry.preferences.slice(0, entry.offeredRank);
    this.#wait(entry);
  }

  #isInOrder(kind: LineKind, fields: Fields): boolean {
    const phase = this.#phase;
    switch (kind) {
      case 'line_opened':
        // Its rules are given anew as long as nobody has joined.
        return phase === 'none' || phase === 'over' || (fields.whole('line') === this.#number && this.#applied === 0 && (phase === 'gathering' || phase === 'serving'));
      case 'line_closed':
        return phase === 'gathering';
      case 'line_sealed':
        return phase === 'gathering' || phase === 'closed';
      case 'line_drawn':
        return phase === 'sealed';
      case 'line_listed':
      case 'skipped':
        return phase === 'serving';
      case 'line_paced':
      case 'line_finished':
      case 'line_cancelled':
        return phase !== 'none' && phase !== 'over';
    }
  }

  #open(at: number, fields: Fields): void {
    this.#mode = fields.text('mode');
    this.#number = fields.whole('line');
    this.#applied = fields.units('log');
    [this.#closedAt, this.#lastSeq, this.#places] = [null, 0, 0];
    if (this.#applied > this.#lines.length) this.findings.add('line_out_of_order', { kind: 'line_opened', found: this.#applied, size: this.#lines.length });
    const first = this.#lines[this.#applied];
    if (first && first.at < at) this.findings.add('opened_late', { entry: first.entry, expected: timeText(at), found: timeText(first.at) });
    this.#phase = this.#mode === 'waitlist' ? 'serving' : 'gathering';
    if (this.#mode === 'waitlist') return;
    this.#commit = fields.hex('commit', 64);
    const rule = fields.nested('beacon');
    switch (rule.text('kind')) {
      case 'none':
        this.#beaconRule = NO_BEACON;
        break;
      case 'drand':
        this.#beaconRule = `drand/${rule.text('chain')}/`;
        break;
      case 'declared':
        this.#beaconRule = `declared/${rule.text('what')}/`;
        break;
      default:
        throw new FieldFault('beacon');
    }
  }

  #seal(at: number, fields: Fields): void {
    this.#phase = 'sealed';
    this.#sealedAt = at;
    this.#sealSize = fields.whole('size');
    this.#root = fields.hex('root', 64);
    this.#secret = fields.hex('secret', 64);
    this.#awaited = fields.textIfAny('beacon') ?? '';
    if (commitOf(this.#secret) !== this.#commit) this.findings.add('commit_differs', { expected: this.#commit, found: commitOf(this.#secret) });
    if (this.#sealSize < this.#applied || this.#sealSize > this.leaves.length) {
      this.findings.add('seal_size_wrong', { expected: this.leaves.length, found: this.#sealSize });
      this.#sealSize = Math.max(this.#applied, Math.min(this.#sealSize, this.leaves.length));
    } else {
      const root = toHex(rootOf(this.leaves.slice(0, this.#sealSize)));
      if (root !== this.#root) this.findings.add('seal_root_differs', { size: this.#sealSize, expected: root, found: this.#root });
    }
    if (this.#beaconRule.startsWith('drand/')) this.#checkRound();
  }

  /** The number that is waited for must not exist yet. */
  #checkRound(): void {
    const [, chain, round] = /^drand\/([^/]*)\/(\d{1,15})$/.exec(this.#awaited) ?? [];
    if (round === undefined || !this.#awaited.startsWith(this.#beaconRule)) {
      this.findings.add('beacon_differs', { expected: this.#beaconRule, found: this.#awaited });
    } else if (chain === QUICKNET && timeOfRound(Number(round)) * MICROSECONDS < this.#sealedAt + BEACON_DELAY) {
      this.findings.add('beacon_too_early', { found: timeText(timeOfRound(Number(round)) * MICROSECONDS), expected: timeText(this.#sealedAt + BEACON_DELAY) });
    }
  }

  #draw(fields: Fields): void {
    this.#phase = 'serving';
    const beacon = fields.text('beacon');
    this.beacon = beacon;
    const wanted = this.#awaited === '' ? this.#beaconRule : `${this.#awaited}/`;
    if (this.#beaconRule === NO_BEACON ? beacon !== NO_BEACON : !beacon.startsWith(wanted) || beacon === this.#beaconRule) {
      this.findings.add('beacon_differs', { expected: wanted, found: beacon });
    }
    const signature = beacon.startsWith('drand/') ? fields.hex('signature') : null;
    if (signature !== null && toHex(hash(fromHex(signature))) !== beacon.slice(beacon.lastIndexOf('/') + 1)) this.findings.add('beacon_invalid', { found: beacon });
    const seed = fields.hex('seed', 64);
    const made = seedOf(this.drop, this.#number, this.#sealSize, this.#root, this.#secret, beacon);
    if (seed !== made) this.findings.add('seed_differs', { expected: made, found: seed });
    // By the seed that was published: one that is wrong is a finding of its own.
    this.#apply(this.#sealSize);
    const order = inOrder(seed, [...this.#entries.values()].filter(({ state }) => state === 'waiting'));
    for (const { entry, ticket } of order) {
      this.#place(entry, ticket);
      this.#wait(entry);
    }
    this.shuffled = order.length;
    if (signature !== null) this.#checkSignature(beacon, signature);
  }

  /** Other chains than quicknet are not known here. */
  #checkSignature(beacon: string, signature: string): void {
    const [, chain, round] = beacon.split('/');
    if (chain !== QUICKNET || round === undefined || !/^\d{1,15}$/.test(round)) return;
    this.isBeaconSigned = isSignedByQuicknet(Number(round), signature);
    if (!this.isBeaconSigned) this.findings.add('beacon_unsigned', { found: beacon });
  }

  /** Up to so many lines of the log. */
  #apply(size: number): void {
    for (; this.#applied < size; this.#applied++) {
      const next = this.#lines[this.#applied];
      if (!next) return;
      const isLate = this.#phase === 'serving' && (this.#mode === 'waitlist' || this.#applied >= this.#sealSize);
      if (next.kind === 'joined') {
        this.#join(next, isLate);
        continue;
      }
      const entry = this.#entries.get(next.entry);
      if (!entry) {
        this.findings.add('entry_unknown', { entry: next.entry, found: this.#applied });
        continue;
      }
      switch (next.kind) {
        case 'changed':
          entry.preferences = next.preferences;
          entry.quantity = next.quantity ?? entry.quantity;
          if (entry.place > 0 && entry.state === 'waiting') this.#wait(entry);
          break;
        case 'withdrawn':
        case 'excluded':
          if (next.kind === 'excluded' && isLate) this.findings.add('excluded_after_seal', { entry: entry.id });
          if (entry.state === 'waiting' || entry.state === 'missed') entry.state = 'out';
          break;
        case 'missed':
          // To the end of the line; who misses again has no line for it, and is out.
          entry.state = 'waiting';
          this.#place(entry, null);
          this.#wait(entry);
          break;
      }
    }
  }

  #join(joined: LogLine & { kind: 'joined' }, isLate: boolean): void {
    if (joined.seq !== this.#lastSeq + 1) this.findings.add('seq_gap', { expected: this.#lastSeq + 1, found: joined.seq });
    this.#lastSeq = joined.seq;
    if (!isLate && this.#closedAt !== null && joined.at > this.#closedAt) {
      this.findings.add('entry_after_close', { entry: joined.entry, expected: timeText(this.#closedAt), found: timeText(joined.at) });
    }
    if (this.#customers.has(joined.customer)) this.findings.add('customer_twice', { customer: joined.customer });
    this.#customers.add(joined.customer);
    const { entry: id, customer, preferences, quantity } = joined;
    const entry: Entry = { id, customer, preferences, quantity, place: 0, state: 'waiting', offeredRank: 0 };
    if (this.#entries.has(id)) {
      this.findings.add('entry_twice', { entry: id });
      return;
    }
    this.#entries.set(id, entry);
    this.#found.set(id, { entry: id, line: this.#number, place: null, ticket: null, state: 'waiting', of: entry });
    if (!isLate) return;
    this.#place(entry, null);
    this.#wait(entry);
  }

  #place(entry: Entry, ticket: string | null): void {
    entry.place = ++this.#places;
    const found = this.#found.get(entry.id);
    if (!found) return;
    found.place = entry.place;
    found.ticket ??= ticket;
  }

  #findEntry(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    if (!entry) this.findings.add('offer_unknown', { entry: id });
    return entry;
  }

  #wait(entry: Entry): void {
    for (const variant of entry.preferences) {
      const byQuantity = this.#waiting.get(variant) ?? new Map<number, Heap<Entry>>();
      this.#waiting.set(variant, byQuantity);
      const queue = byQuantity.get(entry.quantity) ?? new Heap<Entry>();
      byQuantity.set(entry.quantity, queue);
      queue.push(entry.place, entry);
    }
  }

  /**
   * The first who waits for a variant, and whom this many are enough for.
   * @param but The one who is served now: whoever is behind them does not matter.
   */
  #firstWaiting(variant: string, free: number, hasRoom: HasRoom, at: number, but: Entry | null): Entry | null {
    let first: Entry | null = null;
    for (const [quantity, queue] of this.#waiting.get(variant) ?? []) {
      if (quantity > free) continue;
      const barred: Entry[] = [];
      for (let next = queue.peek(); next && (but === null || next.key < but.place); next = queue.peek()) {
        const { key: place, value: entry } = next;
        if (entry.state !== 'waiting' || entry.place !== place || entry.quantity !== quantity || !entry.preferences.includes(variant)) {
          queue.pop();
          continue;
        }
        // Who is at the limit, or has left by now, is no obstacle; the first may change again.
        const leftAt = this.#left.get(entry.id);
        if (hasRoom(entry.customer, quantity) && !(leftAt !== undefined && leftAt <= at)) {
          if (first === null || place < first.place) first = entry;
          break;
        }
        barred.push(entry);
        queue.pop();
      }
      for (const entry of barred) queue.push(entry.place, entry);
    }
    return first;
  }
}
