import { CreateDropBody, PictureBody, VariantBody } from '@/lib/api/bounds';
import type { Problem } from '@/lib/api/problem';
import type { Drop, DropInput, DropPatch, FieldError, LineRules, Picture } from '@/lib/api/types';
import { currencyDecimals } from '@/lib/currencies';
import { currentStatus } from '@/lib/drops/status';
import { parseMoney } from '@/lib/format';
import { deviceTimeZone, fromWallTime, toWallTime } from '@/lib/zonedTime';
import { noTime, readTime, type DraftTime } from './draftTime';
import { openSale, readLine, type LineDraft, type LineDraftError, type LineDraftField } from './lineDraft';

export type { DraftTime };

export type DraftPicture = Omit<Picture, 'alt'> & { alt: string };

/** A drop in the form: everything is text until it is read. */
export interface Draft {
  name: string;
  description: string;
  pictures: readonly DraftPicture[];
  sizeGuide: string;
  price: string;
  currency: string;
  limit: string;
  holdSeconds: string;
  /** What has a price is bought with a payment alone. */
  isPaid: boolean;
  /** What customers must say before they buy. */
  delivery: Drop['delivery'];
  /** Codes of countries with spaces between them. Empty: everywhere. */
  countries: string;
  zone: string;
  startsAt: DraftTime;
  endsAt: DraftTime;
  /** `id` is absent of a size that the server does not know yet. */
  sizes: { key: number; label: string; total: string; id?: string }[];
  /** How people come in. */
  line: LineDraft;
}

/** A field of the form, or of one size: `sizes.0.label`. */
export type DraftField = Exclude<keyof Draft, 'zone' | 'line'> | `line.${LineDraftField}` | `pictures.${number}.alt` | `sizes.${number}.${'label' | 'total'}`;
export type DraftError = LineDraftError | 'name' | 'long' | 'longAlt' | 'longGuide' | 'picture' | 'price' | 'notPayable' | 'currency' | 'limit' | 'hold' | 'ends' | 'sizes' | 'size' | 'total' | 'none' | 'countries';
export type DraftErrors = Partial<Record<DraftField, DraftError>>;

/** What the operator chose for the last drop. */
export interface Defaults {
  currency: string;
  zone: string;
}


/** @param onlySize The name of the size if a drop has only one. */
export const emptyDraft = (onlySize: string, { currency, zone }: Defaults): Draft => ({
  name: '', description: '', pictures: [], sizeGuide: '', price: '', currency, limit: '1', holdSeconds: '60', isPaid: false, delivery: 'none', countries: '',
  zone, startsAt: noTime, endsAt: noTime, sizes: [{ key: 0, label: onlySize, total: '100' }], line: openSale,
});

/** For editing and for cloning. A clone gets its own date. */
export function draftOf(drop: Drop, { withSchedule }: { withSchedule: boolean }): Draft {
  const zone = deviceTimeZone();
  const decimals = currencyDecimals(drop.price.currency);
  const time = (instant: string | null): DraftTime => (withSchedule && instant !== null ? { ...noTime, local: toWallTime(instant, zone), instant } : noTime);
  return {
    name: drop.name,
    description: drop.description ?? '',
    pictures: drop.pictures.map((picture) => ({ ...picture, alt: picture.alt ?? '' })),
    sizeGuide: drop.sizeGuide ?? '',
    price: (drop.price.amountMinor / 10 ** decimals).toFixed(decimals),
    currency: drop.price.currency,
    limit: String(drop.limitPerCustomer),
    holdSeconds: String(drop.holdSeconds),
    isPaid: drop.payment === 'required',
    delivery: drop.delivery,
    countries: (drop.deliveryCountries ?? []).join(' '),
    zone,
    startsAt: time(drop.startsAt),
    endsAt: time(drop.endsAt),
    sizes: drop.variants.map(({ id, label, total }, key) => ({ key, label, total: String(total), ...(withSchedule ? { id } : {}) })),
    line: { ...openSale, entrance: drop.entrance, waitlist: drop.waitlist },
  };
}

/** A time that nobody changed stays the same moment and is shown in the new zone. A typed time keeps its digits. */
export function inZone(draft: Draft, zone: string): Draft {
  const move = (time: DraftTime): DraftTime => (time.instant === null ? { ...time, isLater: null } : { ...time, local: toWallTime(time.instant, zone) });
  return { ...draft, zone, startsAt: move(draft.startsAt), endsAt: move(draft.endsAt), line: { ...draft.line, closesAt: move(draft.line.closesAt) } };
}

export const typedTime = (local: string): DraftTime => ({ ...noTime, local });

/** The two moments of a time in a repeated hour. Null for every other time. */
export function bothOf({ local }: DraftTime, zone: string): [string, string] | null {
  const [first, second] = local === '' ? [] : fromWallTime(local, zone);
  return first !== undefined && second !== undefined ? [first, second] : null;
}

/** Whether the second of the two is meant. Null: not chosen. */
export function sideOf(time: DraftTime, both: [string, string]): boolean | null {
  if (time.instant === null) return time.isLater;
  return Math.abs(Date.parse(time.instant) - Date.parse(both[1])) < 60_000;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const hasChanged = (initial: Draft, draft: Draft, field: keyof Draft): boolean =>
  // Another time zone shows the same moment in other digits.
  field === 'startsAt' || field === 'endsAt'
    ? draft[field].instant === null && !isSame(draft[field], initial[field])
    : !isSame(draft[field], initial[field]);

export const isTouched = (initial: Draft, draft: Draft): boolean => (Object.keys(draft) as (keyof Draft)[]).some((field) => hasChanged(initial, draft, field));

/** Puts what was typed over `before` on top of the drop as it is now. Fields that nobody changed follow the drop. */
export function rebase(before: Draft, typed: Draft, now: Draft): Draft {
  const touched = (Object.keys(now) as (keyof Draft)[]).filter((field) => hasChanged(before, typed, field));
  return Object.fromEntries((Object.keys(now) as (keyof Draft)[]).map((field) => [field, (touched.includes(field) ? typed : now)[field]])) as unknown as Draft;
}

export interface Reading {
  locale: string;
  /** The server's time. An end without a start must be after it. */
  nowMs: number;
}

const isWithin = ({ length }: string, { minLength, maxLength }: { minLength: number; maxLength: number }): boolean => length >= minLength && length <= maxLength;

const whole = (text: string, { minimum, maximum }: { minimum: number; maximum: number }): number | null => {
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN;
  return value >= minimum && value <= maximum ? value : null;
};

/** Reads each field by itself. A wrong value goes into `errors`, and a placeholder takes its place in the result. */
class Reader {
  readonly errors: DraftErrors = {};

  constructor(private readonly draft: Draft, private readonly reading: Reading) {}

  get failed(): boolean {
    return Object.keys(this.errors).length > 0;
  }

  #check<T>(field: DraftField, error: DraftError, value: T | null, otherwise: T): T {
    if (value === null) this.errors[field] = error;
    return value ?? otherwise;
  }

  name(): string {
    const name = this.draft.name.trim();
    return this.#check('name', 'name', isWithin(name, CreateDropBody.name) ? name : null, '');
  }

  description(): string | null {
    const text = this.draft.description.trim();
    if (text.length > CreateDropBody.description.maxLength) this.errors.description = 'long';
    return text || null;
  }

  sizeGuide(): string | null {
    const text = this.draft.sizeGuide.trim();
    if (text.length > CreateDropBody.sizeGuide.maxLength) this.errors.sizeGuide = 'longGuide';
    return text || null;
  }

  pictures() {
    return this.draft.pictures.map(({ url, alt, focalPoint }, index) => {
      const text = alt.trim();
      if (text.length > PictureBody.alt.maxLength) this.errors[`pictures.${index}.alt`] = 'longAlt';
      return { url, alt: text || null, focalPoint };
    });
  }

  price() {
    const { price, currency } = this.draft;
    return { amountMinor: this.#check('price', 'price', parseMoney(price, currency, this.reading.locale), 0), currency };
  }

  limit = () => this.#check('limit', 'limit', whole(this.draft.limit, CreateDropBody.limitPerCustomer), 1);

  /** Null: everywhere. What is not sent is sent nowhere. */
  countries = (): string[] | null => {
    const codes = this.draft.countries.toUpperCase().split(/[\s,;]+/).filter((code) => code !== '');
    if (this.draft.delivery !== 'address' || codes.length === 0) return null;
    return this.#check('countries', 'countries', codes.every((code) => /^[A-Z]{2}$/.test(code)) ? [...new Set(codes)] : null, []);
  };

  hold = () => this.#check('holdSeconds', 'hold', whole(this.draft.holdSeconds, CreateDropBody.holdSeconds), 1);

  time(field: 'startsAt' | 'endsAt'): string | null {
    const { instant, error } = readTime(this.draft[field], this.draft.zone);
    if (error !== null) this.errors[field] = error;
    return instant;
  }

  /** Both times, and whether they fit together. */
  schedule(): { startsAt: string | null; endsAt: string | null } {
    const startsAt = this.time('startsAt');
    const endsAt = this.time('endsAt');
    if (!this.errors.startsAt && !this.errors.endsAt && endsAt !== null && Date.parse(endsAt) <= (startsAt === null ? this.reading.nowMs : Date.parse(startsAt))) {
      this.errors.endsAt = 'ends';
    }
    return { startsAt, endsAt };
  }

  variants() {
    const { sizes } = this.draft;
    const labels = sizes.map(({ label }) => label.trim());
    const variants = sizes.map(({ total, id }, index) => {
      const label = labels[index] ?? '';
      const isFine = isWithin(label, VariantBody.label) && labels.indexOf(label) === index;
      return {
        label: this.#check(`sizes.${index}.label`, 'size', isFine ? label : null, ''),
        total: this.#check(`sizes.${index}.total`, 'total', whole(total, VariantBody.total), 0),
        ...(id === undefined ? {} : { id }),
      };
    });
    const { minItems, maxItems } = CreateDropBody.variants;
    if (sizes.length < minItems || sizes.length > maxItems) this.errors.sizes = 'sizes';
    else if (!this.failed && variants.every(({ total }) => total === 0)) this.errors.sizes = 'none';
    return variants;
  }
}

/** `rules` are absent where anybody may reserve, first come, first served. */
export type ReadDraft = { errors: DraftErrors } | { errors: null; input: DropInput; rules?: LineRules };

export function readDraft(draft: Draft, reading: Reading): ReadDraft {
  const read = new Reader(draft, reading);
  const { startsAt, endsAt } = read.schedule();
  const input: DropInput = {
    name: read.name(),
    price: read.price(),
    holdSeconds: read.hold(),
    limitPerCustomer: read.limit(),
    variants: read.variants(),
  };
  const description = read.description();
  if (description !== null) input.description = description;
  if (draft.isPaid) input.payment = 'required';
  if (draft.delivery !== 'none') input.delivery = draft.delivery;
  const countries = read.countries();
  if (countries !== null) input.deliveryCountries = countries;
  const pictures = read.pictures();
  if (pictures.length > 0) input.pictures = pictures;
  const sizeGuide = read.sizeGuide();
  if (sizeGuide !== null) input.sizeGuide = sizeGuide;
  if (startsAt !== null) input.startsAt = startsAt;
  if (endsAt !== null) input.endsAt = endsAt;
  const { errors, rules } = readLine(draft.line, { zone: draft.zone, startsAt, nowMs: reading.nowMs });
  for (const [field, error] of Object.entries(errors)) read.errors[`line.${field as LineDraftField}`] = error;
  return read.failed ? { errors: read.errors } : { errors: null, input, ...(rules === null ? {} : { rules }) };
}

export type ReadChanges = { errors: DraftErrors } | { errors: null; patch: DropPatch };

/**
 * Reads and sends only what was changed, so that two operators don't undo each other's changes, and an old value that is no longer
 * allowed does not prevent a correction elsewhere. An emptied field is sent as null; an absent one stays as it is.
 */
export function readChanges(initial: Draft, draft: Draft, reading: Reading): ReadChanges {
  const read = new Reader(draft, reading);
  const changed = (field: keyof Draft) => hasChanged(initial, draft, field);
  const patch: DropPatch = {};
  if (changed('name')) patch.name = read.name();
  if (changed('description')) patch.description = read.description();
  if (changed('pictures')) patch.pictures = read.pictures();
  if (changed('sizeGuide')) patch.sizeGuide = read.sizeGuide();
  if (changed('price') || changed('currency')) patch.price = read.price();
  if (changed('limit')) patch.limitPerCustomer = read.limit();
  if (changed('delivery')) patch.delivery = draft.delivery;
  if (changed('countries') || changed('delivery')) patch.deliveryCountries = read.countries();
  if (changed('holdSeconds')) patch.holdSeconds = read.hold();
  if (changed('isPaid')) patch.payment = draft.isPaid ? 'required' : 'none';
  if (changed('sizes')) patch.variants = read.variants();
  if (changed('startsAt') || changed('endsAt')) {
    const { startsAt, endsAt } = read.schedule();
    if (changed('startsAt')) patch.startsAt = startsAt;
    if (changed('endsAt')) patch.endsAt = endsAt;
  }
  return read.failed ? { errors: read.errors } : { errors: null, patch };
}

/** The server's errors, at the fields of the form. */
export interface ServerErrors {
  fields: Partial<Record<DraftField, { error: DraftError; said: FieldError }>>;
  /** Fields that this form does not have. */
  others: string[];
}

const BY_SERVER_FIELD: Record<string, [DraftField, DraftError]> = {
  name: ['name', 'name'],
  description: ['description', 'long'],
  imageUrl: ['pictures', 'picture'],
  pictures: ['pictures', 'picture'],
  sizeGuide: ['sizeGuide', 'longGuide'],
  price: ['price', 'price'],
  'price.amountMinor': ['price', 'price'],
  'price.currency': ['currency', 'currency'],
  limitPerCustomer: ['limit', 'limit'],
  delivery: ['delivery', 'countries'],
  deliveryCountries: ['countries', 'countries'],
  holdSeconds: ['holdSeconds', 'hold'],
  startsAt: ['startsAt', 'years'],
  endsAt: ['endsAt', 'ends'],
  variants: ['sizes', 'sizes'],
  totalStock: ['sizes', 'total'],
};

/** The fields of a refusal are called by the server's names. */
export function placeErrors({ code, fieldErrors }: Pick<Problem, 'code' | 'fieldErrors'>): ServerErrors {
  const placed: ServerErrors = { fields: {}, others: [] };
  if (code === 'price_not_payable') placed.fields.price = { error: 'notPayable', said: { code: 'invalid' } };
  for (const [name, said] of Object.entries(fieldErrors)) {
    const size = /^variants\[(\d+)\](?:\.(label|total|id))?$/.exec(name);
    const picture = /^pictures\[(\d+)\]\.(\w+)/.exec(name);
    const known = BY_SERVER_FIELD[name.replace(/^(deliveryCountries)\[\d+\]$/, '$1')];
    if (picture) {
      if (picture[2] === 'alt') placed.fields[`pictures.${Number(picture[1])}.alt`] = { error: 'longAlt', said };
      else placed.fields.pictures = { error: 'picture', said: { code: 'invalid' } };
    } else if (size) {
      const part = size[2] === 'total' ? 'total' : 'label';
      placed.fields[`sizes.${Number(size[1])}.${part}`] = { error: part === 'total' ? 'total' : 'size', said };
    } else if (known) {
      placed.fields[known[0]] = { error: known[1], said };
    } else {
      placed.others.push(name);
    }
  }
  return placed;
}

/** What saving would do beyond the fields. The operator is asked about each first. */
export type Consequence = 'endsNow' | 'opensNow' | 'closes' | 'price';

export function consequencesOf(drop: Drop, patch: DropPatch, nowMs: number): Consequence[] {
  const status = currentStatus(drop, nowMs);
  const found: Consequence[] = [];
  if (status === 'ended' || status === 'draft') return found;
  if (patch.endsAt != null && Date.parse(patch.endsAt) <= nowMs) found.push('endsNow');
  else if (patch.startsAt !== undefined) {
    const opensNow = patch.startsAt === null || Date.parse(patch.startsAt) <= nowMs;
    if (status === 'upcoming' && opensNow) found.push('opensNow');
    if (status === 'live' && !opensNow) found.push('closes');
  }
  if (patch.price != null && status !== 'upcoming') found.push('price');
  return found;
}
