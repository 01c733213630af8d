import type { Drop, Purchaser, StockChanged, Variant } from '../api/types';

/** Purchasers shown where the server sent fewer: its own default. */
const PURCHASERS_MIN = 3;

/** Newest version wins; of equals the second, which was fetched later. */
export function newestDrop(known: Drop | undefined, incoming: Drop): Drop {
  if (known?.id !== incoming.id) return incoming;
  if (incoming.version < known.version) return known;
  return { ...incoming, latestPurchasers: mergePurchasers(incoming.latestPurchasers, known.latestPurchasers) };
}

/** Stock of an older version than the page already shows is dropped: events and answers overtake each other. */
export function applyStock(drop: Drop, event: StockChanged): Drop {
  if (event.dropId !== drop.id || event.version <= drop.version) return drop;
  const stock = new Map(event.variants.map((variant) => [variant.id, variant]));
  return {
    ...drop,
    version: event.version,
    status: event.status,
    availability: event.availability,
    variants: drop.variants.map((variant): Variant => ({ ...variant, ...stock.get(variant.id) })),
  };
}

/**
 * A purchase is news of its own: it is shown by its time, whatever the stock's version is by now,
 * and never twice, though both a snapshot and an event may carry it.
 */
export function mergePurchasers(first: readonly Purchaser[], second: readonly Purchaser[]): Purchaser[] {
  const size = Math.max(PURCHASERS_MIN, first.length, second.length);
  const byKey = new Map<string, Purchaser>();
  for (const one of [...first, ...second]) byKey.set(purchaserKey(one), one);
  return [...byKey.values()].sort((a, b) => Date.parse(b.purchasedAt) - Date.parse(a.purchasedAt)).slice(0, size);
}

export const purchaserKey = ({ purchasedAt, displayName, variantLabel, quantity }: Purchaser): string =>
  `${Date.parse(purchasedAt)} ${displayName} ${variantLabel} ${quantity}`;
