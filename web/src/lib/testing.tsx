import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Drop, Line, LineEntry, Me, Payment, Picture, Purchase, Reservation, Variant } from './api/types';
import { LiveConnection } from './live/connection';
import { LiveContext } from './live/useLive';

/** What a hook finds around it in the app. The live connection is not opened. */
export function around(client = new QueryClient()) {
  const live = new LiveConnection(client);
  return ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}><LiveContext value={live}>{children}</LiveContext></QueryClientProvider>;
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });

/* What the server sends. */

export const alice: Me = { id: 'c1', displayName: 'Alice', roles: ['customer'] };

export const aVariant = (over: Partial<Variant> = {}): Variant => ({ id: 'v1', label: 'EU 42', total: 10, available: 10, held: 0, sold: 0, availability: 'available', ...over });

export const aPicture = (over: Partial<Picture> = {}): Picture => ({ url: '/pictures/runner-shoe.svg', alt: null, focalPoint: { x: 0.5, y: 0.5 }, width: null, height: null, sources: [], ...over });

export const aDrop = (over: Partial<Drop> = {}): Drop => ({
  id: 'd1', slug: 'air-one', name: 'Air One', description: null, imageUrl: null, pictures: [], sizeGuide: null, price: { amountMinor: 19_900, currency: 'USD' },
  status: 'live', availability: 'available', startsAt: '2027-01-01T10:00:00.000Z', endsAt: null, holdSeconds: 60, limitPerCustomer: 1, payment: 'none', delivery: 'none',
  variants: [aVariant()], latestPurchasers: [], latestPurchasersMax: 3, entrance: 'open', waitlist: false, lineNumber: null, archived: false, version: 1, serverTime: '2027-01-01T10:00:00.000Z', ...over,
});

export const aHold = (over: Partial<Reservation> = {}): Reservation => ({
  id: 'r1', dropId: 'd1', variantId: 'v1', quantity: 1, status: 'active', price: { amountMinor: 19_900, currency: 'USD' }, createdAt: '2027-01-01T10:00:00.000Z', expiresAt: '2027-01-01T10:01:00.000Z', keptUntil: over.expiresAt ?? '2027-01-01T10:01:00.000Z', serverTime: '2027-01-01T10:00:00.000Z', dropVersion: 2, ...over,
});

export const aPayment = (over: Partial<Payment> = {}): Payment => ({
  id: 'y1', reservationId: 'r1', dropId: 'd1', status: 'captured', amount: { amountMinor: 19_900, currency: 'USD' }, keptUntil: '2027-01-01T10:05:00.000Z', serverTime: '2027-01-01T10:00:00.000Z', ...over,
});

export const aPurchase = (over: Partial<Purchase> = {}): Purchase => ({
  id: 'p1', number: 'ST-7F3K-92', reservationId: 'r1', dropId: 'd1', variantId: 'v1', quantity: 1, price: { amountMinor: 19_900, currency: 'USD' }, purchasedAt: '2027-01-01T10:00:30.000Z', dropVersion: 3, ...over,
});

export const aSize = (over: Partial<Line['perVariant'][number]> = {}): Line['perVariant'][number] => ({
  id: 'v1', label: 'EU 42', inLine: 3, servedTo: 0, units: 10, available: 10, held: 0, sold: 0, openToAll: false, lastsUntil: null, ...over,
});

export const aLine = (over: Partial<Line> = {}): Line => ({
  dropId: 'd1', number: 1, phase: 'gathering', mode: 'queue', waitlist: false, tempo: 'live', closesAt: '2027-01-01T10:00:00.000Z', reviewMinutes: 0, startsAt: '2027-01-01T10:00:10.000Z', size: 3, shuffled: null, places: null, servedTo: 0,
  perVariant: [aSize()],
  offersMade: 0, offersEnded: 0, offersBought: 0, offersClaimed: 0, pacePerMinute: null, claimSeconds: 30, paySeconds: 86_400, holdSeconds: 60, limitPerCustomer: 1, price: { amountMinor: 19_900, currency: 'USD' }, logSize: 3,
  commit: 'c'.repeat(64), root: null, secret: null, beacon: { kind: 'none', chain: null, round: null, what: null, mixed: null }, seed: null, sendsLetters: true, pollAfter: 30, serverTime: '2027-01-01T09:59:00.000Z', ...over,
});

export const anEntry = (over: Partial<LineEntry> = {}): LineEntry => ({
  state: 'waiting', entryId: '0123456789abcdef0123456789abcdef', seq: 2, joinedAt: '2027-01-01T09:58:00.000Z', preferences: ['v1'], quantity: 1, ticket: null, place: null, placeIn: [], odds: null, placesPerUnit: null, pollAfter: 30, serverTime: '2027-01-01T09:59:00.000Z', ...over,
});
