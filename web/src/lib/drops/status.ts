import type { Drop, DropStatus, Stock } from '../api/types';

/** The status at this moment. Opening and end are known in advance, so the page changes at that second, before the news arrives. */
export function currentStatus({ status, startsAt, endsAt }: Drop, nowMs: number): DropStatus {
  if (status === 'upcoming' && startsAt !== null && Date.parse(startsAt) <= nowMs) return 'live';
  if (status === 'live' && endsAt !== null && Date.parse(endsAt) <= nowMs) return 'ended';
  return status;
}

export function stockOf({ variants }: Drop): Stock {
  const sum = { total: 0, available: 0, held: 0, sold: 0 };
  for (const { total, available, held, sold } of variants) {
    sum.total += total;
    sum.available += available;
    sum.held += held;
    sum.sold += sold;
  }
  return sum;
}

/** From the opening to the last purchase, where all are sold. Null: they are not, or the shop shows no purchases. */
export function secondsToSellOut({ availability, startsAt, latestPurchasers: [last] }: Drop): number | null {
  if (availability !== 'soldOut' || startsAt === null || last === undefined) return null;
  return Math.max(1, Math.round((Date.parse(last.purchasedAt) - Date.parse(startsAt)) / 1000));
}

export const dropPath = ({ slug, id }: Pick<Drop, 'slug' | 'id'>): string => `/drops/${slug || id}`;

export const variantLabel = (drop: Drop, variantId: string): string | undefined => drop.variants.find(({ id }) => id === variantId)?.label;

/** "EU 42" or "2 × EU 42". Without a size: "× 2", or nothing for one piece. */
export function timesLabel(label: string, quantity: number): string {
  if (quantity === 1) return label;
  return label === '' ? `× ${quantity}` : `${quantity} × ${label}`;
}

/** The same for a variant of a drop. If there is only one size, its name says nothing. */
export const pieces = (drop: Drop, variantId: string, quantity: number): string =>
  timesLabel(drop.variants.length > 1 ? (variantLabel(drop, variantId) ?? '') : '', quantity);

/** "Air One, EU 42" or "2 × Air One, EU 42"; without the size if there is only one. */
export function describe(drop: Drop, variantId: string, quantity: number): string {
  const label = drop.variants.length > 1 ? variantLabel(drop, variantId) : undefined;
  const what = label === undefined ? drop.name : `${drop.name}, ${label}`;
  return quantity > 1 ? `${quantity} × ${what}` : what;
}
