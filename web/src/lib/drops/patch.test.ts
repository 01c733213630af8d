import { describe, expect, it } from 'vitest';
import type { Drop, PurchaseCompleted, Purchaser, StockChanged } from '../api/types';
import { aDrop, aVariant } from '../testing';
import { applyPurchases, applyStock, newestDrop } from './patch';

const event = (over: Partial<StockChanged> = {}): StockChanged => ({
  dropId: 'd1', version: 5, status: 'live', availability: 'available', variants: [{ id: 'v1', total: 10, available: 7, held: 2, sold: 1 }], ...over,
});

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

/** All decided in one batch, and so at one time: only their versions tell which came last. */
const bought = (version: number): PurchaseCompleted => ({ dropId: 'd1', version, displayName: `buyer ${version}`, variantLabel: 'EU 42', quantity: 1, purchasedAt: '2027-01-01T10:00:00.000Z' });
const told = (version: number): Purchaser => {
  const { displayName, variantLabel, quantity, purchasedAt } = bought(version);
  return { displayName, variantLabel, quantity, purchasedAt };
};
const names = ({ latestPurchasers }: Drop) => latestPurchasers.map(({ displayName }) => displayName);

describe('purchasers', () => {
  it('stand newest first, each once, whatever the order of the news', () => {
    const drop = aDrop({ version: 3, latestPurchasers: [told(3), told(2)] });
    const shown = applyPurchases(applyPurchases(drop, [bought(5), bought(3)]), [bought(4), bought(5)]);
    expect(names(shown)).toEqual(['buyer 5', 'buyer 4', 'buyer 3']);
  });

  it.each([0, 1, 2, 5])('are no more than the %i that the shop shows', (latestPurchasersMax) => {
    const drop = aDrop({ latestPurchasersMax });
    expect(names(applyPurchases(drop, [2, 3, 4, 5].map(bought)))).toEqual(['buyer 5', 'buyer 4', 'buyer 3', 'buyer 2'].slice(0, latestPurchasersMax));
  });

  it('are those of the server where it tells all of them, and of what came after', () => {
    const rushed = applyPurchases(applyStock(aDrop({ version: 1 }), event({ version: 13 })), [bought(4), bought(14)]);
    const corrected = newestDrop(rushed, aDrop({ version: 13, latestPurchasers: [told(13), told(12), told(11)] }));
    expect(names(corrected)).toEqual(['buyer 14', 'buyer 13', 'buyer 12']);
  });

  it('come from an answer that the stock has overtaken too', () => {
    const moved = applyStock(aDrop({ version: 1 }), event({ version: 13 }));
    const answered = newestDrop(moved, aDrop({ version: 12, name: 'New name', latestPurchasers: [told(12)] }));
    expect(answered).toMatchObject({ version: 13, name: 'New name', variants: [{ available: 7 }] });
    expect(names(answered)).toEqual(['buyer 12']);
  });

});
