import { useEffect, useState, type RefObject } from 'react';
import type { Drop } from '@/lib/api/types';

/** Drops that can be bought come first. */
const rank = ({ status, availability }: Drop): number => (availability === 'soldOut' ? 2 : status === 'paused' || availability === 'allHeld' ? 1 : 0);

export const startOf = ({ startsAt }: Drop): number => (startsAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(startsAt));

/** The ids in their order: known drops keep their place, whatever happens to their stock. New ones come last. */
export function keepOrder(order: readonly string[], drops: readonly Drop[]): readonly string[] {
  const kept = order.filter((id) => drops.some((drop) => drop.id === id));
  const fresh = drops.filter(({ id }) => !order.includes(id)).sort((a, b) => rank(a) - rank(b) || startOf(b) - startOf(a));
  return fresh.length === 0 && kept.length === order.length ? order : [...kept, ...fresh.map(({ id }) => id)];
}

/** Drops in the order that they had when the page was opened: a drop that is held and free by turns must not jump. */
export function useSteadyOrder(drops: readonly Drop[]): Drop[] {
  const [order, setOrder] = useState<readonly string[]>([]);
  const next = keepOrder(order, drops);
  if (next !== order) setOrder(next);
  return next.flatMap((id) => drops.find((drop) => drop.id === id) ?? []);
}

/** A visitor needs this long to see how it ended. */
const FAREWELL_MS = 6_000;

/**
 * The drop that opens the page. Another one replaces it only if it is over, or sold out while the other can be bought. This happens
 * after a while, and never under the visitor's pointer.
 */
export function useLead(candidates: readonly Drop[], all: readonly Drop[], place: RefObject<HTMLElement | null>): Drop | undefined {
  const [leadId, setLeadId] = useState<string>();
  const best = candidates.find(({ availability }) => availability !== 'soldOut') ?? candidates[0];
  const lead = all.find(({ id }) => id === leadId);
  if (!lead && best) setLeadId(best.id);

  const isOver = lead !== undefined && (!candidates.includes(lead) || (lead.availability === 'soldOut' && best?.availability !== 'soldOut'));
  const nextId = best?.id;
  useEffect(() => {
    if (!isOver) return undefined;
    const since = performance.now();
    const timer = setInterval(() => {
      if (performance.now() - since >= FAREWELL_MS && !place.current?.matches(':hover, :focus-within')) setLeadId(nextId);
    }, 1_000);
    return () => clearInterval(timer);
  }, [isOver, nextId, place]);
  return lead ?? best;
}
