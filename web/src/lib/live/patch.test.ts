import { describe, expect, it } from 'vitest';
import type { Purchaser, StockChanged } from '../api/types';
import { aDrop, aVariant } from '../testing';
import { applyStock, mergePurchasers, newestDrop } from './patch';

const event = (over: Partial<StockChanged> = {}): StockChanged => ({
  dropId: 'd1', version: 5, status: 'live', availability: 'available', variants: [{ id: 'v1', total: 10, available: 7, held: 2, sold: 1 }], ...over,
});
const purchaser = (displayName: string, at: number): Purchaser => ({ displayName, variantLabel: 'EU 42', quantity: 1, purchasedAt: new Date(at).toISOString() });

describe('stock', () => {
  it('of a newer version replaces what is shown and keeps the names', () => {
    const drop = applyStock(aDrop({ version: 4 }), event());
    expect(drop.version).toBe(5);
    expect(drop.variants).toEqual([aVariant({ available: 7, held: 2, sold: 1 })]);
  });

  it.each([5, 6])('that is not newer than version %i changes nothing', (version) => {
    const drop = aDrop({ version });
    expect(applyStock(drop, event())).toBe(drop);
  });

  it('of another drop changes nothing', () => {
    const drop = aDrop();
    expect(applyStock(drop, event({ dropId: 'other' }))).toBe(drop);
  });

  it('brings the state with it', () => {
    expect(applyStock(aDrop(), event({ status: 'paused', availability: 'allHeld' }))).toMatchObject({ status: 'paused', availability: 'allHeld' });
  });

  it('ends at the same state in whatever order the events come', () => {
    const events = [2, 3, 4].map((version) => event({ version, variants: [{ id: 'v1', total: 10, available: 10 - version, held: version, sold: 0 }] }));
    const orders = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]];
    for (const order of orders) {
      const drop = order.reduce((state, index) => applyStock(state, events[index] ?? event()), aDrop());
      expect(drop).toMatchObject({ version: 4, variants: [{ available: 6, held: 4 }] });
    }
  });
});

describe('an answer', () => {
  it('that live news has overtaken is dropped', () => {
    const known = aDrop({ version: 9 });
    expect(newestDrop(known, aDrop({ version: 8 }))).toBe(known);
  });

  it('of the same version counts: it was fetched later', () => {
    expect(newestDrop(aDrop({ version: 9, name: 'old' }), aDrop({ version: 9, name: 'new' })).name).toBe('new');
  });

  it('of another drop replaces all', () => {
    expect(newestDrop(aDrop({ version: 9 }), aDrop({ id: 'd2', version: 1 })).id).toBe('d2');
  });
});

describe('purchasers', () => {
  it('stand newest first, each once', () => {
    const [a, b, c] = [purchaser('a', 1000), purchaser('b', 2000), purchaser('c', 3000)];
    expect(mergePurchasers([b, a], [c, b]).map(({ displayName }) => displayName)).toEqual(['c', 'b', 'a']);
  });

  it('are no more than the server shows', () => {
    const known = [4, 3, 2].map((at) => purchaser(String(at), at));
    expect(mergePurchasers([purchaser('5', 5)], known).map(({ displayName }) => displayName)).toEqual(['5', '4', '3']);
  });
});
