import { notifyManager, QueryClient } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reservation } from '@/lib/api/types';
import { accountKey } from '@/lib/session';
import { aHold, alice, around } from '@/lib/testing';
import { reservationChanged, reservationExpired, useEndedHold, useHolds } from './holds';

// By default news waits for the next task; here it is there when the change is.
notifyManager.setScheduler(queueMicrotask);

/** What the server has: by id. */
let reservations: Map<string, Reservation>;
let pageSize: number;
/** Runs before the next list is answered. */
let meanwhile: (() => void) | undefined;

beforeEach(() => {
  reservations = new Map();
  pageSize = 100;
  vi.stubGlobal('fetch', (url: string) => {
    const { pathname, searchParams } = new URL(url, 'http://shop');
    if (pathname.endsWith('/session')) return Promise.resolve(new Response(JSON.stringify({ me: alice })));
    const one = /reservations\/(.+)$/.exec(pathname)?.[1];
    if (one !== undefined) {
      const found = reservations.get(one);
      return Promise.resolve(new Response(JSON.stringify(found ?? { code: 'reservation_not_found' }), { status: found ? 200 : 404 }));
    }
    const active = [...reservations.values()].filter(({ status }) => status === 'active');
    const from = Number(searchParams.get('cursor') ?? 0);
    const answer = JSON.stringify({ items: active.slice(from, from + pageSize), next: from + pageSize < active.length ? String(from + pageSize) : null });
    meanwhile?.();
    meanwhile = undefined;
    return Promise.resolve(new Response(answer));
  });
});
afterEach(() => vi.unstubAllGlobals());

const have = (...all: Reservation[]) => all.forEach((one) => reservations.set(one.id, one));

async function look() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(accountKey, alice);
  const { result } = renderHook(() => ({ holds: useHolds().map(({ id }) => id), ended: useEndedHold() }), { wrapper: around(client) });
  await waitFor(() => expect(client.isFetching()).toBe(0));
  const happens = (change: () => void) => act(async () => {
    change();
    await Promise.resolve();
  });
  const again = () => act(() => client.invalidateQueries());
  return { client, result, again, happens };
}

describe('a hold', () => {
  it('that the shop ended while this page did not hear of it is gone at the next look, and the page says who did it', async () => {
    have(aHold());
    const { result, again } = await look();
    expect(result.current.holds).toEqual(['r1']);
    have(aHold({ status: 'cancelled', endedBy: 'operator' }));
    await again();
    expect(result.current).toMatchObject({ holds: [], ended: { id: 'r1', endedBy: 'operator' } });
  });

  it('that another device bought or extended, and one that it made, are here too', async () => {
    have(aHold());
    const { client, result, happens } = await look();
    await happens(() => reservationChanged(client, aHold({ id: 'r2' })));
    await happens(() => reservationChanged(client, aHold({ expiresAt: '2027-01-01T11:00:00.000Z' })));
    expect(result.current.holds).toEqual(['r1', 'r2']);
    await happens(() => reservationChanged(client, aHold({ status: 'purchased' })));
    expect(result.current).toEqual({ holds: ['r2'], ended: null });
  });

  it('does not come back from an answer that was on its way when it ended', async () => {
    have(aHold());
    const { client, result, again, happens } = await look();
    meanwhile = () => reservationChanged(client, aHold({ status: 'cancelled', endedBy: 'operator' }));
    await again();
    expect(result.current.holds).toEqual([]);
    await happens(() => reservationChanged(client, aHold()));
    expect(result.current.holds).toEqual([]);
  });

  it('that was made while the list was on its way is not lost by it', async () => {
    const { client, result, again } = await look();
    meanwhile = () => {
      have(aHold());
      reservationChanged(client, aHold());
    };
    await again();
    expect(result.current.holds).toEqual(['r1']);
  });

  it('is found on whichever page of the list it stands', async () => {
    pageSize = 2;
    have(...['r1', 'r2', 'r3', 'r4', 'r5'].map((id) => aHold({ id })));
    const { result } = await look();
    expect(result.current.holds).toHaveLength(5);
  });

  it('that is nobody’s any more is gone without a word', async () => {
    have(aHold());
    const { result, again } = await look();
    reservations.clear();
    await again();
    expect(result.current).toEqual({ holds: [], ended: null });
  });
});

describe('that one lapsed', () => {
  it('is news until there is a new hold of the same drop', async () => {
    have(aHold(), aHold({ id: 'other', dropId: 'd2' }));
    const { client, result, happens } = await look();
    await happens(() => reservationExpired(client, { reservationId: 'r1', dropId: 'd1', variantId: 'v1' }));
    expect(result.current.ended).toMatchObject({ id: 'r1', status: 'expired' });
    await happens(() => reservationChanged(client, aHold({ id: 'r3', dropId: 'd3' })));
    expect(result.current.ended).not.toBeNull();
    await happens(() => reservationChanged(client, aHold({ id: 'r2' })));
    expect(result.current.ended).toBeNull();
  });

  it('is no news where something of the same drop was bought', async () => {
    have(aHold(), aHold({ id: 'r2' }));
    const { client, result, happens } = await look();
    await happens(() => reservationExpired(client, { reservationId: 'r1', dropId: 'd1', variantId: 'v1' }));
    await happens(() => reservationChanged(client, aHold({ id: 'r2', status: 'purchased' })));
    expect(result.current).toEqual({ holds: [], ended: null });
  });

  it('is told once, though two events say it', async () => {
    have(aHold());
    const { client, result, happens } = await look();
    await happens(() => reservationChanged(client, aHold({ status: 'expired', endedBy: 'time' })));
    await happens(() => { client.setQueryData(['me', 'reservations', 'ended'], null); });
    await happens(() => reservationExpired(client, { reservationId: 'r1', dropId: 'd1', variantId: 'v1' }));
    expect(result.current.ended).toBeNull();
  });
});
