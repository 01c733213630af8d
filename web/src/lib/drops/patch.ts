import type { Drop, Purchaser, PurchaseCompleted, StockChanged, Variant } from '../api/types';

/**
 * A drop as the page keeps it: as the server told it last, and what events brought since. Stock is counted by `version`;
 * names, texts and prices by the version they were told with, since an event of the stock does not carry them.
 */
export interface KeptDrop extends Drop {
  since?: { version: number; purchasers: readonly Purchaser[]; bought: readonly PurchaseCompleted[] };
}

const sinceOf = (drop: KeptDrop) => drop.since ?? { version: drop.version, purchasers: drop.latestPurchasers, bought: [] };

/** Newest version wins; of equals the second, which was fetched later. Of an answer that the stock has overtaken the rest still counts. */
export function newestDrop(known: KeptDrop | undefined, incoming: Drop): KeptDrop {
  if (known?.id !== incoming.id) return incoming;
  const since = sinceOf(known);
  if (incoming.version < since.version) return known;
  const bought = since.bought.filter(({ version }) => version > incoming.version);
  const isOvertaken = incoming.version < known.version;
  if (bought.length === 0 && !isOvertaken) return incoming;
  const stock = isOvertaken ? { version: known.version, status: known.status, availability: known.availability, variants: known.variants } : {};
  return withPurchases({ ...incoming, ...stock }, { version: incoming.version, purchasers: incoming.latestPurchasers, bought });
}

/** Stock of an older version than the page already shows is dropped: events and answers overtake each other. */
export function applyStock(drop: KeptDrop, event: StockChanged): KeptDrop {
  if (event.dropId !== drop.id || event.version <= drop.version) return drop;
  const stock = new Map(event.variants.map((variant) => [variant.id, variant]));
  return {
    ...drop,
    since: sinceOf(drop),
    version: event.version,
    status: event.status,
    availability: event.availability,
    variants: drop.variants.map((variant): Variant => ({ ...variant, ...stock.get(variant.id) })),
  };
}

/**
 * A purchase is news of its own: it is shown whatever the stock's version is by now, and never twice, though both a snapshot
 * and an event may carry it. In the order of versions: all purchases of a moment have the same time.
 */
export function applyPurchases(drop: KeptDrop, events: readonly PurchaseCompleted[]): KeptDrop {
  const since = sinceOf(drop);
  const known = new Set(since.bought.map(({ version }) => version));
  const fresh = new Map(events.filter(({ dropId, version }) => dropId === drop.id && version > since.version && !known.has(version)).map((one) => [one.version, one]));
  if (fresh.size === 0) return drop;
  const bought = [...since.bought, ...fresh.values()].sort((a, b) => b.version - a.version).slice(0, drop.latestPurchasersMax);
  return withPurchases(drop, { ...since, bought });
}

/** As many as the shop shows, and no more. */
function withPurchases(drop: KeptDrop, since: NonNullable<KeptDrop['since']>): KeptDrop {
  const purchasers = since.bought.map(({ displayName, variantLabel, quantity, purchasedAt }) => ({ displayName, variantLabel, quantity, purchasedAt }));
  return { ...drop, since, latestPurchasers: [...purchasers, ...since.purchasers].slice(0, drop.latestPurchasersMax) };
}

export const purchaserKey = ({ purchasedAt, displayName, variantLabel, quantity }: Purchaser): string =>
  `${Date.parse(purchasedAt)} ${displayName} ${variantLabel} ${quantity}`;
