import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { Drop, StockChanged } from '../api/types';
import { aDrop } from '../testing';
import { activityKey, deliver, dropKeys, keepNewest } from './cache';
import { Mailbox } from '../live/mailbox';

const stock = (version: number): StockChanged => ({ dropId: 'd1', version, status: 'live', availability: 'available', variants: [{ id: 'v1', total: 10, available: 10 - (version % 10), held: version % 10, sold: 0 }] });
const pages = (...items: Drop[]) => ({ pages: [{ items, next: null }], pageParams: [null] });

function clientWith(drop: Drop) {
  const client = new QueryClient();
  client.setQueryData(dropKeys.one('air-one'), drop);
  client.setQueryData(dropKeys.list('live'), pages(drop));
  return client;
}

describe('live news', () => {
  it('reaches every copy of a drop', () => {
    const client = clientWith(aDrop());
    deliver(client, { stock: new Map([['d1', stock(3)]]), purchases: new Map(), drops: new Map() });
    expect(client.getQueryData<Drop>(dropKeys.one('air-one'))?.version).toBe(3);
    expect(client.getQueryData<ReturnType<typeof pages>>(dropKeys.list('live'))?.pages[0]?.items[0]?.version).toBe(3);
  });

  it('leaves lists that it does not concern as they are', () => {
    const client = clientWith(aDrop());
    const before = client.getQueryData(dropKeys.list('live'));
    deliver(client, { stock: new Map([['other', { ...stock(3), dropId: 'other' }]]), purchases: new Map(), drops: new Map() });
    expect(client.getQueryData(dropKeys.list('live'))).toBe(before);
  });

  it('puts a new drop into the list of its state, once', () => {
    const client = clientWith(aDrop());
    const mail = () => ({ stock: new Map(), purchases: new Map(), drops: new Map([['d2', aDrop({ id: 'd2' })]]) });
    deliver(client, mail());
    deliver(client, mail());
    expect(client.getQueryData<ReturnType<typeof pages>>(dropKeys.list('live'))?.pages[0]?.items.map(({ id }) => id)).toEqual(['d2', 'd1']);
  });

  it('shows a purchase once, though snapshot and event both carry it', () => {
    const client = clientWith(aDrop());
    const purchase = { dropId: 'd1', version: 2, displayName: 'alice', variantLabel: 'EU 42', quantity: 1, purchasedAt: '2027-01-01T10:00:00.000Z' };
    deliver(client, { stock: new Map(), purchases: new Map([['d1', [purchase, purchase]]]), drops: new Map() });
    deliver(client, { stock: new Map(), purchases: new Map([['d1', [purchase]]]), drops: new Map() });
    expect(client.getQueryData<Drop>(dropKeys.one('air-one'))?.latestPurchasers).toHaveLength(1);
    expect(client.getQueryData(activityKey)).toHaveLength(1);
  });

  it('that purchases were merged away is made good, in the order of the real server: first the stock, then the whole drop at the same version', () => {
    const client = clientWith(aDrop({ version: 1 }));
    const one = (version: number) => ({ displayName: `buyer ${version}`, variantLabel: 'EU 42', quantity: 1, purchasedAt: '2027-01-01T10:00:00.000Z' });
    deliver(client, { stock: new Map(), purchases: new Map([['d1', [8, 9].map((version) => ({ dropId: 'd1', version, ...one(version) }))]]), drops: new Map() });
    deliver(client, { stock: new Map([['d1', stock(13)]]), purchases: new Map(), drops: new Map() });
    deliver(client, { stock: new Map(), purchases: new Map(), drops: new Map([['d1', aDrop({ version: 13, latestPurchasers: [one(13), one(12), one(11)] })]]) });
    const shown = client.getQueryData<Drop>(dropKeys.one('air-one'))?.latestPurchasers.map(({ displayName }) => displayName);
    expect(shown).toEqual(['buyer 13', 'buyer 12', 'buyer 11']);
  });

  it('is not undone by a slower answer', () => {
    expect(keepNewest(aDrop({ version: 9 }), aDrop({ version: 3 }))).toMatchObject({ version: 9 });
    const list = keepNewest(pages(aDrop({ version: 9 })), pages(aDrop({ version: 3 }))) as ReturnType<typeof pages>;
    expect(list.pages[0]?.items[0]?.version).toBe(9);
  });
});

describe('the mailbox', () => {
  it('turns a thousand events between two frames into one delivery of the newest', () => {
    const deliveries: number[] = [];
    let flush: (() => void) | undefined;
    const mailbox = new Mailbox((mail) => deliveries.push(mail.stock.get('d1')?.version ?? 0), (next) => (flush = next));
    for (let version = 1; version <= 1000; version++) mailbox.stock(stock(version));
    mailbox.stock(stock(500));
    flush?.();
    expect(deliveries).toEqual([1000]);
  });

  it('starts empty after each delivery', () => {
    const sizes: number[] = [];
    const flushes: (() => void)[] = [];
    const mailbox = new Mailbox((mail) => sizes.push(mail.stock.size + mail.drops.size), (next) => flushes.push(next));
    mailbox.stock(stock(1));
    flushes.shift()?.();
    mailbox.drop(aDrop());
    flushes.shift()?.();
    expect(sizes).toEqual([1, 1]);
  });
});
