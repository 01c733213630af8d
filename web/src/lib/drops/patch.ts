import type { Drop, Purchaser, PurchaseCompleted, StockChanged, Variant } from '../api/types';

/**
 * A drop in the cache: the last whole drop from the server, with the later events applied. `version` is the version of the stock.
 * `since.version` is the version of the whole drop (name, text, price), because stock events don't bring those.
 */
export interface KeptDrop extends Drop {
  since?: { version: number; purchasers: readonly Purchaser[]; bought: readonly PurchaseCompleted[] };
}

const sinceOf = (drop: KeptDrop) => drop.since ?? { version: drop.version, purchasers: drop.latestPurchasers, bought: [] };

/** The newest version wins; of equal ones the second, which was fetched later. If the stock is newer than the answer, only the stock stays. */
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

/** Ignores stock that is older than what the page shows: events and answers may arrive in any order. */
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
 * Adds purchases in the order of versions, because purchases of one moment have the same time. The version of the stock does not
 * matter. A purchase is never shown twice, although a snapshot and an event may both have it.
 */
export function applyPurchases(drop: KeptDrop, events: readonly PurchaseCompleted[]): KeptDrop {
  const since = sinceOf(drop);
  const known = new Set(since.bought.map(({ version }) => version));
  const fresh = new Map(events.filter(({ dropId, version }) => dropId === drop.id && version > since.version && !known.has(version)).map((one) => [one.version, one]));
  if (fresh.size === 0) return drop;
  const bought = [...since.bought, ...fresh.values()].sort((a, b) => b.version - a.version).slice(0, drop.latestPurchasersMax);
  return withPurchases(drop, { ...since, bought });
}

/** The list has as many purchasers as the shop shows. */
function withPurchases(drop: KeptDrop, since: NonNullable<KeptDrop['since']>): KeptDrop {
  const purchasers = since.bought.map(({ displayName, variantLabel, quantity, purchasedAt, nameHidden }) => ({ displayName, variantLabel, quantity, purchasedAt, ...(nameHidden === true && { nameHidden }) }));
  return { ...drop, since, latestPurchasers: [...purchasers, ...since.purchasers].slice(0, drop.latestPurchasersMax) };
}

export const purchaserKey = ({ purchasedAt, displayName, variantLabel, quantity }: Purchaser): string =>
  `${Date.parse(purchasedAt)} ${displayName} ${variantLabel} ${quantity}`;
