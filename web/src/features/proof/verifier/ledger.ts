import { FieldFault, MICROSECONDS, timeText, type Fields } from './fields';
import type { Facts, Findings } from './findings';
import type { LineCheck } from './line';

interface Price {
  amountMinor: number;
  currency: string;
}

interface Hold {
  id: string;
  customer: string;
  variant: string;
  quantity: number;
  at: number;
  isOffer: boolean;
  /** An offer that waits for a yes. */
  isLive: boolean;
  isClaimed: boolean;
  /** The price of the drop when it was made. Undefined: the ledger does not say. */
  price: Price | undefined;
  until: number;
  payUntil: number | undefined;
  payment: string | undefined;
}

interface Counts {
  label: string;
  available: number;
  held: number;
  sold: number;
}

interface Sale {
  customer: string;
  variant: string;
  quantity: number;
  returned: number;
}

const keptUntil = ({ until, payUntil, payment }: Hold): number => (payment !== undefined && payUntil !== undefined && payUntil > until ? payUntil : until);

const priceOf = (price: Fields): Price => ({ amountMinor: price.whole('amountMinor'), currency: price.text('currency') });

const priceText = ({ amountMinor, currency }: Price): string => `${amountMinor} ${currency}`;

/** A drop's movements, folded once more in the simplest way. */
export class LedgerCheck {
  drop = '';
  version = 0;
  bought = 0;
  limit = 0;
  readonly variants = new Map<string, Counts>();
  readonly holds = new Set<string>();
  readonly live = new Map<string, Hold>();
  readonly units = new Map<string, number>();
  readonly #owned = new Map<string, number>();

  readonly #sales = new Map<string, Sale>();
  #lastAt = -Infinity;
  #status = 'draft';
  #holdTime = 0;
  #payTime = 0;
  #isPaid = false;
  #price: Price | undefined;

  constructor(private readonly findings: Findings, private readonly line: LineCheck) {}

  read(fields: Fields): void {
    const [next, at, kind] = [fields.whole('version'), fields.time('at'), fields.text('kind')];
    if (next !== this.version + 1) this.findings.add('version_gap', { expected: this.version + 1, found: next });
    if (at < this.#lastAt) this.findings.add('time_falls', { version: next, expected: timeText(this.#lastAt), found: timeText(at) });
    this.version = next;
    this.#lastAt = Math.max(this.#lastAt, at);
    if ((kind === 'created') !== (next === 1)) this.findings.add('created_missing', { version: next, kind });
    this.#follow(kind, at, fields);
    this.#status = fields.textIfAny('status') ?? this.#status;
  }

  #follow(kind: string, at: number, fields: Fields): void {
    switch (kind) {
      case 'created':
        this.#create(fields);
        break;
      case 'reserved':
        if (this.#status !== 'live') this.findings.add('reserved_not_live', { reservation: fields.id('reservation'), found: this.#status });
        this.line.walkUp(at, fields.id('variant'), this.#freeOf, this.#hasRoom);
        this.#open(at, fields, fields.time('expiresAt'));
        if (fields.time('expiresAt') !== at + this.#holdTime) this.#differs(fields.id('reservation'), at + this.#holdTime, fields.time('expiresAt'));
        break;
      case 'offered':
        // Judged before its unit is taken: by what was free for all others.
        this.line.offered(at, fields, this.#freeOf, this.#hasRoom);
        this.#open(at, fields, fields.timeIfAny('claimBy') ?? fields.time('payBy'));
        break;
      case 'claimed':
        this.#claim(at, fields);
        break;
      case 'paying':
        this.#pay(at, fields);
        break;
      case 'unpaid': {
        const hold = this.#find(fields);
        if (hold) hold.payment = undefined;
        break;
      }
      case 'purchased':
        this.#buy(at, fields);
        break;
      case 'cancelled':
      case 'expired':
        this.#end(at, fields, kind);
        break;
      case 'returned':
        this.#return(fields);
        break;
      case 'adjusted': {
        const units = fields.units('units');
        if (this.#isKnown(fields)) this.#move(fields.id('variant'), units, 0, 0);
        break;
      }
      case 'opened':
        this.#status = 'live';
        break;
      case 'paused':
      case 'ended':
        this.#status = kind;
        break;
      case 'published':
      case 'resumed':
        this.#status = fields.text('status');
        break;
      case 'changed': {
        const change = fields.nested('change');
        this.limit = change.wholeIfAny('limitPerCustomer') ?? this.limit;
        if (change.has('price')) this.#price = priceOf(change.nested('price'));
        if (change.has('holdSeconds') || change.has('payment') || change.has('variants')) this.#redraft(change);
        break;
      }
      case 'line_opened':
      case 'line_closed':
      case 'line_sealed':
      case 'line_drawn':
      case 'line_listed':
      case 'line_paced':
      case 'skipped':
      case 'line_finished':
      case 'line_cancelled':
        this.line.read(kind, at, fields, this.#mayOwn);
        break;
      default:
        this.findings.add('kind_unknown', { kind });
    }
  }

  #create(fields: Fields): void {
    if (fields.id('drop') !== this.drop) this.findings.add('drop_differs', { expected: this.drop, found: fields.id('drop') });
    this.#holdTime = fields.whole('holdSeconds') * MICROSECONDS;
    this.#payTime = fields.whole('paySeconds') * MICROSECONDS;
    this.limit = fields.whole('limitPerCustomer');
    this.#isPaid = fields.text('payment') === 'required';
    this.#status = fields.text('status');
    if (fields.has('price')) this.#price = priceOf(fields.nested('price'));
    this.#stock(fields);
  }

  /** What only a draft may change: nobody has seen it. */
  #redraft(change: Fields): void {
    if (this.#status !== 'draft') this.findings.add('changed_when_published', { version: this.version, found: this.#status });
    const holdSeconds = change.wholeIfAny('holdSeconds');
    if (holdSeconds !== undefined) this.#holdTime = holdSeconds * MICROSECONDS;
    if (change.has('payment')) this.#isPaid = change.text('payment') === 'required';
    if (change.has('variants')) this.#stock(change);
  }

  #stock(fields: Fields): void {
    this.variants.clear();
    for (const variant of fields.nestedEach('variants')) {
      const id = variant.id('id');
      this.variants.set(id, { label: variant.textIfAny('label') ?? id, available: variant.units('units'), held: 0, sold: 0 });
    }
  }

  #open(at: number, fields: Fields, until: number): void {
    const [id, customer, variant, quantity] = [fields.id('reservation'), fields.text('customer'), fields.id('variant'), fields.units('quantity')];
    if (quantity < 1) throw new FieldFault('quantity');
    if (this.holds.has(id)) this.findings.add('hold_twice', { reservation: id });
    this.holds.add(id);
    const isKnown = this.#isKnown(fields);
    this.live.set(id, {
      id, customer, variant, quantity, at, until, isOffer: fields.text('kind') === 'offered', isLive: fields.has('claimBy'), isClaimed: false, price: this.#price, payUntil: undefined, payment: undefined,
    });
    if (isKnown) this.#move(variant, -quantity, quantity, 0);
    const has = (this.units.get(customer) ?? 0) + quantity;
    this.units.set(customer, has);
    if (has > this.limit) this.findings.add('limit_exceeded', { customer, limit: this.limit, found: has, version: this.version });
  }

  #claim(at: number, fields: Fields): void {
    const hold = this.#find(fields);
    if (!hold) return;
    if (!hold.isOffer || hold.isClaimed) this.findings.add('claimed_twice', { reservation: hold.id });
    if (at >= hold.until) this.findings.add('claimed_too_late', { reservation: hold.id, expected: timeText(hold.until), found: timeText(at) });
    // Saying yes never takes time away.
    const end = Math.max(at + this.#holdTime, hold.until);
    const until = fields.time('expiresAt');
    if (until !== end) this.#differs(hold.id, end, until);
    hold.isClaimed = true;
    hold.until = until;
  }

  #pay(at: number, fields: Fields): void {
    const hold = this.#find(fields);
    if (!hold) return;
    const until = fields.time('payUntil');
    if (hold.payUntil !== undefined && hold.payUntil !== until) {
      this.findings.add('extended_twice', { reservation: hold.id, expected: timeText(hold.payUntil), found: timeText(until) });
    } else if (hold.payUntil === undefined && until > at + this.#payTime) {
      this.findings.add('extended_too_long', { reservation: hold.id, expected: timeText(at + this.#payTime), found: timeText(until) });
    }
    if (at >= keptUntil(hold)) this.findings.add('extended_too_long', { reservation: hold.id, expected: timeText(keptUntil(hold)), found: timeText(at) });
    hold.payUntil = until;
    hold.payment = fields.id('payment');
  }

  #buy(at: number, fields: Fields): void {
    const [purchase, payment, paid] = [fields.id('purchase'), fields.idIfAny('payment'), priceOf(fields.nested('price'))];
    const hold = this.#find(fields);
    if (!hold) return;
    if (at >= keptUntil(hold)) this.findings.add('bought_too_late', { reservation: hold.id, expected: timeText(keptUntil(hold)), found: timeText(at) });
    // What was paid for a hold that had ended is taken anew at the price of that hold: then both movements are one moment.
    const isTakenAnew = hold.payment === undefined && payment !== undefined && hold.at === at;
    if (hold.price && priceText(hold.price) !== priceText(paid) && !isTakenAnew) {
      this.findings.add('price_differs', { reservation: hold.id, expected: priceText(hold.price), found: priceText(paid) });
    }
    if (this.#isPaid && paid.amountMinor > 0 && payment === undefined) this.findings.add('payment_missing', { purchase });
    if (hold.payment !== undefined && payment !== hold.payment) this.findings.add('payment_differs', { purchase, expected: hold.payment, ...(payment && { found: payment }) });
    if (this.#sales.has(purchase)) this.findings.add('purchase_twice', { purchase });
    else this.#sales.set(purchase, { customer: hold.customer, variant: hold.variant, quantity: hold.quantity, returned: 0 });
    this.bought++;
    this.#own(hold.customer, hold.quantity);
    this.live.delete(hold.id);
    this.#move(hold.variant, 0, -hold.quantity, hold.quantity);
    this.line.ended(hold.id, 'bought', at);
  }

  #end(at: number, fields: Fields, kind: 'cancelled' | 'expired'): void {
    const hold = this.#find(fields);
    if (!hold) return;
    const facts: Facts = { reservation: hold.id, expected: timeText(keptUntil(hold)), found: timeText(at) };
    if (kind === 'expired' && at < keptUntil(hold)) this.findings.add('expired_too_early', facts);
    if (kind === 'cancelled' && at >= keptUntil(hold)) this.findings.add('cancelled_too_late', facts);
    this.live.delete(hold.id);
    this.#free(hold.customer, hold.quantity);
    this.#move(hold.variant, hold.quantity, -hold.quantity, 0);
    const isUnanswered = hold.isLive && !hold.isClaimed;
    this.line.ended(hold.id, kind === 'expired' ? (isUnanswered ? 'unanswered' : 'unpaid') : fields.flag('keepsPlace') ? 'keepsPlace' : 'declined', at);
  }

  #return(fields: Fields): void {
    const [purchase, restocks] = [fields.id('purchase'), fields.flag('restock')];
    const sale = this.#sales.get(purchase);
    if (!sale) {
      this.findings.add('return_unknown', { purchase });
      return;
    }
    const quantity = fields.units('quantity');
    const isTooMuch = sale.returned + quantity > sale.quantity;
    if (isTooMuch && quantity <= sale.quantity) this.findings.add('return_twice', { purchase, limit: sale.quantity, found: sale.returned + quantity });
    if (sale.customer !== fields.text('customer') || sale.variant !== fields.id('variant') || quantity > sale.quantity) this.findings.add('return_differs', { purchase });
    sale.returned = Math.min(sale.quantity, sale.returned + quantity);
    if (!restocks || isTooMuch) return;
    this.#free(sale.customer, quantity);
    this.#own(sale.customer, -quantity);
    this.#move(sale.variant, quantity, 0, -quantity);
  }

  /** The live hold that a movement is about. Undefined: there is none, and that is a finding. */
  #find(fields: Fields): Hold | undefined {
    const id = fields.id('reservation');
    const hold = this.live.get(id);
    if (!hold) this.findings.add('hold_not_live', { reservation: id, kind: fields.text('kind'), version: this.version });
    else if (hold.customer !== fields.text('customer') || hold.variant !== fields.id('variant') || hold.quantity !== fields.whole('quantity')) {
      this.findings.add('hold_differs', { reservation: id, kind: fields.text('kind'), version: this.version });
    }
    return hold;
  }

  #isKnown(fields: Fields): boolean {
    const isKnown = this.variants.has(fields.id('variant'));
    if (!isKnown) this.findings.add('variant_unknown', { variant: fields.id('variant') });
    return isKnown;
  }

  #move(variant: string, available: number, held: number, sold: number): void {
    const counts = this.variants.get(variant);
    if (!counts) return;
    counts.available += available;
    counts.held += held;
    counts.sold += sold;
    // What was put in is the sum of the three: what is oversold shows as a negative count.
    if (counts.available < 0 || counts.held < 0 || counts.sold < 0) {
      this.findings.add('oversold', { variant: counts.label, version: this.version, found: `${counts.available} + ${counts.held} + ${counts.sold}` });
    }
  }

  #differs(reservation: string, expected: number, found: number): void {
    this.findings.add('hold_time_differs', { reservation, expected: timeText(expected), found: timeText(found) });
  }

  #free(customer: string, quantity: number): void {
    this.units.set(customer, (this.units.get(customer) ?? 0) - quantity);
  }

  #own(customer: string, quantity: number): void {
    this.#owned.set(customer, (this.#owned.get(customer) ?? 0) + quantity);
  }

  readonly #mayOwn = (customer: string, quantity: number): boolean => (this.#owned.get(customer) ?? 0) + quantity <= this.limit;

  readonly #freeOf = (variant: string): number => this.variants.get(variant)?.available ?? 0;

  readonly #hasRoom = (customer: string, quantity: number): boolean => (this.units.get(customer) ?? 0) + quantity <= this.limit;
}
