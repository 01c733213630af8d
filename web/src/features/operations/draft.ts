import type { Drop, DropInput, DropPatch } from '@/lib/api/types';
import { currencyDecimals } from '@/lib/currencies';
import { parseMoney } from '@/lib/format';
import { deviceTimeZone, fromWallTime, toWallTime } from '@/lib/zonedTime';

/** A drop as the form has it: everything is text until it is read. */
export interface Draft {
  name: string;
  description: string;
  imageUrl: string | null;
  price: string;
  currency: string;
  limit: string;
  holdSeconds: string;
  zone: string;
  startsAt: string;
  endsAt: string;
  sizes: { key: number; label: string; total: string }[];
}

export type DraftField = 'name' | 'price' | 'limit' | 'holdSeconds' | 'startsAt' | 'endsAt' | 'sizes';
export type DraftError = 'name' | 'price' | 'limit' | 'hold' | 'time' | 'ends' | 'size' | 'total';
export type DraftErrors = Partial<Record<DraftField, DraftError>>;

export const emptyDraft = (): Draft => ({
  name: '', description: '', imageUrl: null, price: '', currency: 'USD', limit: '1', holdSeconds: '60',
  zone: deviceTimeZone(), startsAt: '', endsAt: '', sizes: [{ key: 0, label: 'One size', total: '100' }],
});

/** For editing, and for cloning: a clone has its own date. */
export function draftOf(drop: Drop, { withSchedule }: { withSchedule: boolean }): Draft {
  const zone = deviceTimeZone();
  const decimals = currencyDecimals(drop.price.currency);
  const wall = (instant: string | null) => (withSchedule && instant !== null ? toWallTime(instant, zone) : '');
  return {
    name: drop.name,
    description: drop.description ?? '',
    imageUrl: drop.imageUrl,
    price: (drop.price.amountMinor / 10 ** decimals).toFixed(decimals),
    currency: drop.price.currency,
    limit: String(drop.limitPerCustomer),
    holdSeconds: String(drop.holdSeconds),
    zone,
    startsAt: wall(drop.startsAt),
    endsAt: wall(drop.endsAt),
    sizes: drop.variants.map(({ label, total }, key) => ({ key, label, total: String(total) })),
  };
}

const whole = (text: string, min: number, max: number): number | null => {
  const value = /^\d{1,7}$/.test(text.trim()) ? Number(text) : NaN;
  return value >= min && value <= max ? value : null;
};

export type ReadDraft = { errors: DraftErrors } | { errors: null; input: DropInput };

export function readDraft(draft: Draft): ReadDraft {
  const errors: DraftErrors = {};
  const name = draft.name.trim();
  if (name === '' || name.length > 200) errors.name = 'name';

  const amountMinor = parseMoney(draft.price, draft.currency);
  if (amountMinor === null) errors.price = 'price';

  const limitPerCustomer = whole(draft.limit, 1, 1_000_000);
  if (limitPerCustomer === null) errors.limit = 'limit';

  const holdSeconds = whole(draft.holdSeconds, 1, 3600);
  if (holdSeconds === null) errors.holdSeconds = 'hold';

  const startsAt = draft.startsAt === '' ? null : fromWallTime(draft.startsAt, draft.zone);
  if (draft.startsAt !== '' && startsAt === null) errors.startsAt = 'time';
  const endsAt = draft.endsAt === '' ? null : fromWallTime(draft.endsAt, draft.zone);
  if (draft.endsAt !== '' && endsAt === null) errors.endsAt = 'time';
  else if (startsAt !== null && endsAt !== null && endsAt <= startsAt) errors.endsAt = 'ends';

  const variants = draft.sizes.map(({ label, total }) => ({ label: label.trim(), total: whole(total, 1, 1_000_000) }));
  const labels = variants.map(({ label }) => label);
  if (variants.length === 0 || labels.includes('') || new Set(labels).size < labels.length) errors.sizes = 'size';
  else if (variants.some(({ total }) => total === null)) errors.sizes = 'total';

  if (amountMinor === null || limitPerCustomer === null || holdSeconds === null || Object.keys(errors).length > 0) return { errors };
  return {
    errors: null,
    input: {
      name,
      description: draft.description.trim() || null,
      imageUrl: draft.imageUrl,
      price: { amountMinor, currency: draft.currency },
      startsAt,
      endsAt,
      holdSeconds,
      limitPerCustomer,
      variants: variants.map(({ label, total }) => ({ label, total: total ?? 0 })),
    },
  };
}

/** Only what was changed is sent, so that two operators do not undo each other. */
export function patchOf(drop: Drop, input: DropInput): DropPatch {
  const patch: DropPatch = {};
  if (input.name !== drop.name) patch.name = input.name;
  if ((input.description ?? null) !== drop.description) patch.description = input.description ?? '';
  if ((input.imageUrl ?? null) !== drop.imageUrl) patch.imageUrl = input.imageUrl ?? null;
  if (input.price.amountMinor !== drop.price.amountMinor || input.price.currency !== drop.price.currency) patch.price = input.price;
  if (!sameMinute(input.startsAt, drop.startsAt)) patch.startsAt = input.startsAt ?? null;
  if (!sameMinute(input.endsAt, drop.endsAt)) patch.endsAt = input.endsAt ?? null;
  if (input.limitPerCustomer != null && input.limitPerCustomer !== drop.limitPerCustomer) patch.limitPerCustomer = input.limitPerCustomer;
  return patch;
}

/** The form has minutes: a start at :30 that nobody touched is not to lose its seconds. */
const sameMinute = (a: string | null | undefined, b: string | null): boolean =>
  (a == null) === (b === null) && (a == null || b === null || Math.floor(Date.parse(a) / 60_000) === Math.floor(Date.parse(b) / 60_000));
