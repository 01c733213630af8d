import type { Drop, Purchase, Reservation } from '@/lib/api/types';
import { currentStatus } from '@/lib/drops/status';
import { isUnanswered } from './holds';

/** What the big button says and does. At any moment it is exactly one of these. */
export type Step =
  | { kind: 'claim'; hold: Reservation }
  | { kind: 'complete'; hold: Reservation }
  | { kind: 'lapsing'; hold: Reservation }
  | { kind: 'yours'; purchase: Purchase }
  | { kind: 'draft' }
  | { kind: 'unscheduled' }
  | { kind: 'opens'; at: string }
  | { kind: 'paused' }
  | { kind: 'ended' }
  | { kind: 'soldOut' }
  | { kind: 'allHeld' }
  | { kind: 'chooseSize' }
  | { kind: 'sizeGone' }
  | { kind: 'sizeHeld' }
  | { kind: 'reserve'; variantId: string; quantityMax: number };

interface Situation {
  drop: Drop;
  /** The visitor's active holds and purchases of this drop, newest first. */
  holds: readonly Reservation[];
  purchases: readonly Purchase[];
  /** The size chosen on the page. Null: none yet. */
  variantId: string | null;
  nowMs: number;
}

/** What the shop took back and put on sale again no longer counts for the limit. */
export const ownedUnits = (purchases: readonly Purchase[]): number => purchases.reduce((sum, { quantity, restockedUnits }) => sum + quantity - (restockedUnits ?? 0), 0);

/** The guards are in order of precedence. The visitor's own hold comes first: whatever the stock says, it can still be bought. */
export function nextStep({ drop, holds, purchases, variantId, nowMs }: Situation): Step {
  const [hold] = [...holds].sort((a, b) => Date.parse(a.keptUntil) - Date.parse(b.keptUntil));
  if (hold) return { kind: Date.parse(hold.keptUntil) <= nowMs ? 'lapsing' : isUnanswered(hold) ? 'claim' : 'complete', hold };

  const owned = ownedUnits(purchases);
  const latest = purchases.find((purchase) => ownedUnits([purchase]) > 0);
  if (latest && owned >= drop.limitPerCustomer) return { kind: 'yours', purchase: latest };

  switch (currentStatus(drop, nowMs)) {
    case 'draft':
      return { kind: 'draft' };
    case 'upcoming':
      return drop.startsAt === null ? { kind: 'unscheduled' } : { kind: 'opens', at: drop.startsAt };
    case 'paused':
      return { kind: 'paused' };
    case 'ended':
      if (latest) return { kind: 'yours', purchase: latest };
      return { kind: drop.availability === 'soldOut' ? 'soldOut' : 'ended' };
    case 'live':
      break;
  }

  if (drop.availability === 'soldOut') return latest ? { kind: 'yours', purchase: latest } : { kind: 'soldOut' };
  if (drop.availability === 'allHeld') return { kind: 'allHeld' };

  const chosen = drop.variants.length === 1 ? drop.variants[0] : drop.variants.find(({ id }) => id === variantId);
  if (!chosen) return { kind: 'chooseSize' };
  if (chosen.available > 0) {
    return { kind: 'reserve', variantId: chosen.id, quantityMax: Math.min(drop.limitPerCustomer - owned, chosen.available) };
  }
  return { kind: chosen.held > 0 ? 'sizeHeld' : 'sizeGone' };
}
