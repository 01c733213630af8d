import { fromHex, hash, toHex } from './bytes';
import { isSignedByQuicknet, QUICKNET, timeOfRound } from './drand';
import { FieldFault, MICROSECONDS, timeText, type Fields } from './fields';
import type { Findings } from './findings';
import { Heap } from './heap';
import { rootOf } from './merkle';
import { commitOf, inOrder, seedOf, ticketOf } from './order';

/** What was written so long before an offer must have been known to it. */
const KNOWN_AFTER = 5 * MICROSECONDS;

/** Who did not answer the first offer is at the end of the line so long after, for every offer that is made then. */
const MOVED_AFTER = 60 * MICROSECONDS;

/** The reason of a place that the server passed over by itself. */
const LIMIT_REACHED = 'limit_reached';

/** A beacon's number must be published so long after the seal. */
const BEACON_DELAY = 30 * MICROSECONDS;

const NO_BEACON = 'none';

type Phase = 'none' | 'gathering' | 'closed' | 'sealed' | 'serving' | 'over';

/** How an offer ended. */
export type End = 'bought' | 'unanswered' | 'unpaid' | 'declined' | 'keepsPlace';

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
  /** Its first offer's time was over before it said yes. */
  isUnanswered: boolean;
  /** Lines that moved it to the end. */
  misses: number;
  hasLeft: boolean;
}

/** Who stands where in one line, and how far it was served. */
interface Order {
  /** Null: nobody was shuffled. */
  seed: string | null;
  /** The entry of each place, that of place 1 first. */
  placed: string[];
  reached: { version: number; place: number }[];
}

/** The furthest place that had been served at a version; 0: none. */
const reachedAt = ({ reached }: Order, version: number): number => reached.findLast((one) => one.version <= version)?.place ?? 0;

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
  readonly #taken = new Set<number>();
  readonly #unanswered: { at: number; entry: Entry }[] = [];
  readonly #joinedAhead = new Map<string, { customer: string; quantity: number }>();
  readonly #orders: Order[] = [];
  readonly #found = new Map<string, EntryFound & { of: Entry }>();

  #phase: Phase = 'none';
  #applied = 0;
  /** Places are given by the log alone, so they are known before the offers that know of them. */
  #ahead = 0;
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
  #tempo = '';
  #claimTime: number | undefined;
  #payTime: number | undefined;
  #quietMax = 0;

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

  /** @param mayOwn Whether a customer may own so many more. */
  read(kind: LineKind, at: number, fields: Fields, mayOwn: HasRoom): void {
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
      case 'skipped':
        this.#skip(at, fields, mayOwn);
        break;
      case 'line_paced':
        this.#tempo = fields.textIfAny('tempo') ?? this.#tempo;
        break;
      case 'line_finished':
      case 'line_cancelled':
        this.#phase = 'over';
        break;
      case 'line_listed':
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
    const last = this.#lines[known - 1];
    if (last && last.at >= at + KNOWN_AFTER) this.findings.add('offer_log_later', { entry: id, expected: timeText(at), found: timeText(last.at) });
    this.#apply(Math.min(known, this.#lines.length));
    this.#checkMoved(at);
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
    this.#checkTime(at, fields, id);
    const first = this.#firstWaiting(variant, freeOf(variant), hasRoom, at, entry);
    if (first && first.place < entry.place) this.findings.add('passed_over', { place: first.place, entry: first.id, variant, found: entry.place });
    entry.state = 'offered';
    entry.offeredRank = Math.max(rank, 0);
    this.#taken.add(entry.place);
    const reached = this.#orders.at(-1)?.reached;
    if (reached && (reached.at(-1)?.place ?? 0) < entry.place) reached.push({ version: fields.whole('version'), place: entry.place });
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

  ended(reservation: string, how: End, at: number): void {
    const entry = this.#offers.get(reservation);
    if (!entry) return;
    this.#offers.delete(reservation);
    entry.state = ({ bought: 'served', unanswered: 'missed', unpaid: 'missed', declined: 'out', keepsPlace: 'waiting' } as const)[how];
    if (how === 'unanswered' && !entry.isUnanswered) {
      entry.isUnanswered = true;
      this.#unanswered.push({ at, entry });
    }
    if (how !== 'keepsPlace') return;
    this.#taken.delete(entry.place);
    entry.preferences = entry.preferences.slice(0, entry.offeredRank);
    this.#wait(entry);
  }

  /** Once, after the last line: what no offer has known. */
  finish(): void {
    if (this.#phase !== 'none') this.#readRest(this.#lines.length);
  }

  /**
   * What a receipt says of the line, by the order that this file gives.
   * @param entries The receipt's own. @param version Of the drop, when the receipt was signed.
   */
  checkReceipt({ code, place, ticket }: { code: string; place?: number | undefined; ticket?: string | undefined }, entries: readonly string[], version: number): void {
    if (ticket !== undefined && !this.#orders.some(({ seed }) => seed !== null && entries.some((entry) => ticketOf(seed, entry) === ticket))) {
      this.findings.add('receipt_ticket_differs', { found: ticket });
    }
    if (place === undefined) return;
    const stood = this.#orders.find(({ placed }) => entries.includes(placed[place - 1] ?? ''));
    if (!stood) this.findings.add('receipt_place_differs', { place });
    else if ((code === 'not_reached' && reachedAt(stood, version) >= place) || (code === 'passed_sizes' && reachedAt(stood, Infinity) < place)) {
      this.findings.add('receipt_sentence_wrong', { place, found: code, expected: reachedAt(stood, version) });
    }
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
    const begin = fields.units('log');
    const quiet = fields.has('quietHours') ? fields.nested('quietHours') : null;
    // A server of before did not tell its rule: then all have as long as the first.
    [this.#claimTime, this.#payTime] = [secondsIfAny(fields, 'claimSeconds'), secondsIfAny(fields, 'paySeconds')];
    this.#quietMax = quiet && this.#payTime !== undefined ? quietMax(this.#payTime, minuteOf(quiet.text('from')), minuteOf(quiet.text('to'))) : 0;
    if (this.#phase !== 'none') this.#readRest(Math.min(begin, this.#lines.length));
    for (const of of [this.#entries, this.#waiting, this.#customers, this.#offers, this.#taken, this.#joinedAhead]) of.clear();
    this.#unanswered.length = 0;
    this.#orders.push({ seed: null, placed: [], reached: [] });
    this.#mode = fields.text('mode');
    this.#number = fields.whole('line');
    this.#applied = this.#ahead = begin;
    this.#tempo = this.#mode === 'queue' ? 'live' : 'calm';
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
    this.#ahead = this.#sealSize;
    const drawn = this.#orders.at(-1);
    if (drawn) [drawn.seed, drawn.placed] = [seed, order.map(({ entry }) => entry.id)];
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
      if (isLate && this.#ahead === this.#applied) this.#lookAhead();
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
          entry.hasLeft = true;
          if (entry.state === 'waiting' || entry.state === 'missed') entry.state = 'out';
          break;
        case 'missed':
          this.#checkMissed(entry);
          // To the end of the line; who misses again has no line for it, and is out.
          this.#placeBehind(entry);
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
    const entry: Entry = { id, customer, preferences, quantity, place: 0, state: 'waiting', offeredRank: 0, isUnanswered: false, misses: 0, hasLeft: false };
    if (this.#entries.has(id)) {
      this.findings.add('entry_twice', { entry: id });
      return;
    }
    this.#entries.set(id, entry);
    this.#found.set(id, { entry: id, line: this.#number, place: null, ticket: null, state: 'waiting', of: entry });
    if (isLate) this.#placeBehind(entry);
  }

  /** The place may have been passed over before an offer knew of it. */
  #placeBehind(entry: Entry): void {
    this.#place(entry, null);
    entry.state = this.#taken.has(entry.place) ? 'out' : 'waiting';
    if (entry.state === 'waiting') this.#wait(entry);
  }

  #checkMissed(entry: Entry): void {
    if (entry.misses++ > 0) this.findings.add('missed_twice', { entry: entry.id });
    else if (!entry.isUnanswered || entry.hasLeft) this.findings.add('missed_unfounded', { entry: entry.id });
  }

  /** Who did not answer a first offer has another turn, at the end. */
  #checkMoved(at: number): void {
    for (let first = this.#unanswered[0]; first && first.at <= at - MOVED_AFTER; first = this.#unanswered[0]) {
      this.#unanswered.shift();
      const leftAt = this.#left.get(first.entry.id);
      if (first.entry.misses === 0 && !first.entry.hasLeft && !(leftAt !== undefined && leftAt <= at)) this.findings.add('missed_lacking', { entry: first.entry.id, found: timeText(first.at) });
    }
  }

  /** Everybody has the same time to answer. */
  #checkTime(at: number, fields: Fields, entry: string): void {
    const isLive = this.#tempo === 'live';
    const end = fields.timeIfAny(isLive ? 'claimBy' : 'payBy');
    if (isLive && end !== undefined) this.#claimTime ??= end - at;
    const [least, more] = isLive ? [this.#claimTime, 0] : [this.#payTime, this.#quietMax];
    if (end === undefined) this.findings.add('offer_time_differs', { entry, expected: isLive ? 'claimBy' : 'payBy' });
    else if (least !== undefined && (end < at + least || end > at + least + more)) this.findings.add('offer_time_differs', { entry, expected: timeText(at + least), found: timeText(end) });
  }

  #skip(at: number, fields: Fields, mayOwn: HasRoom): void {
    const [id, place, reason] = [fields.text('entry'), fields.whole('place'), fields.text('reason')];
    if (this.#phase !== 'serving') return;
    for (let next = this.#lines[this.#ahead]; next && next.at < at + KNOWN_AFTER; next = this.#lines[this.#ahead]) this.#lookAhead();
    const entry = this.#entries.get(id);
    const stands = entry ?? this.#joinedAhead.get(id);
    if (!stands || this.#orders.at(-1)?.placed[place - 1] !== id) {
      this.findings.add('skip_differs', { place, entry: id });
      return;
    }
    if (this.#taken.has(place)) {
      this.findings.add('skip_not_waiting', { place, entry: id });
      return;
    }
    this.#taken.add(place);
    const isFounded = fields.has('by') ? reason !== '' : reason === LIMIT_REACHED && !mayOwn(stands.customer, stands.quantity);
    if (!isFounded) this.findings.add('skip_unfounded', { place, entry: id, reason });
    if (entry?.place === place) entry.state = 'out';
  }

  /** The place that the next line of the log gives. */
  #lookAhead(): void {
    const next = this.#lines[this.#ahead++];
    if (!next) return;
    const isThere = this.#entries.has(next.entry) || this.#joinedAhead.has(next.entry);
    if (next.kind === 'joined' && !isThere) this.#joinedAhead.set(next.entry, next);
    if (next.kind === 'joined' ? !isThere : next.kind === 'missed' && isThere) this.#orders.at(-1)?.placed.push(next.entry);
  }

  /** The lines of the log that no offer has known. */
  #readRest(until: number): void {
    while (this.#ahead < until) this.#lookAhead();
    for (const next of this.#lines.slice(this.#applied, until)) {
      const entry = this.#entries.get(next.entry);
      if (entry && (next.kind === 'withdrawn' || next.kind === 'excluded')) entry.hasLeft = true;
      if (next.kind !== 'missed') continue;
      if (entry) this.#checkMissed(entry);
      else this.findings.add('missed_unfounded', { entry: next.entry });
    }
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

function secondsIfAny(fields: Fields, name: string): number | undefined {
  const seconds = fields.wholeIfAny(name);
  return seconds === undefined ? undefined : seconds * MICROSECONDS;
}

function minuteOf(time: string): number {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hour === undefined || minute === undefined) throw new FieldFault('quietHours');
  return Number(hour) * 60 + Number(minute);
}

/**
 * Seconds of quiet hours do not count. When they begin, only the zone's clock knows: here it is no more than all nights that can lie between,
 * and one more, and two hours for a change of the clocks.
 */
function quietMax(pay: number, from: number, to: number): number {
  const day = 24 * 60;
  const quiet = (to - from + day) % day;
  const nights = Math.floor(pay / ((day - quiet) * 60 * MICROSECONDS)) + 2;
  return quiet === 0 ? 0 : (nights * quiet * 60 + 7_200) * MICROSECONDS;
}
