import { notifyManager, QueryClient } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Payment, Purchase, Reservation } from '@/lib/api/types';
import { accountKey } from '@/lib/session';
import { aDrop, aHold, alice, aPayment, aPurchase, around, json } from '@/lib/testing';
import { reservationChanged } from './holds';
import { useBuying } from './useBuying';

notifyManager.setScheduler(queueMicrotask);

/** What the server has, and how it answers the next request that changes something. */
let holds: Reservation[];
let purchases: Purchase[];
let payment: Payment | null;
let answers: (() => Response | Promise<Response>)[];
let sent: { request: string; key: string | undefined }[];

beforeEach(() => {
  [holds, purchases, payment, answers, sent] = [[aHold()], [], null, [], []];
  vi.stubGlobal('fetch', (url: string, { method, body, headers }: RequestInit) => {
    const path = url.replace('/api/v1', '').split('?')[0] ?? '';
    if (method === 'GET' && path === '/accounts/session') return Promise.resolve(json(200, { me: alice }));
    if (method === 'GET' && path === '/me/reservations') return Promise.resolve(json(200, { items: holds, next: null }));
    if (method === 'GET' && path === '/me/purchases') return Promise.resolve(json(200, { items: purchases, next: null }));
    if (method === 'GET' && path === '/me/purchases/p1') return Promise.resolve(json(200, aPurchase({ paymentStatus: 'captured' })));
    if (method === 'GET' && path.endsWith('/payment')) return Promise.resolve(payment ? json(200, payment) : json(404, { code: 'payment_not_found' }));
    if (method === 'GET') return Promise.resolve(json(200, aHold({ status: 'expired', endedBy: 'time' })));
    sent.push({ request: `${method} ${path}${typeof body === 'string' ? ` ${body}` : ''}`, key: (headers as Record<string, string>)['Idempotency-Key'] });
    const answer = answers.shift();
    return answer ? Promise.resolve(answer()) : Promise.reject(new Error(`Nobody expects ${path}.`));
  });
});
afterEach(() => vi.unstubAllGlobals());

async function paying() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(accountKey, alice);
  const onBought = vi.fn();
  const { result } = renderHook(() => useBuying(aDrop({ payment: 'required' }), { onBought, onLetGo: vi.fn() }), { wrapper: around(client) });
  await waitFor(() => expect(client.isFetching()).toBe(0));
  const press = async (what: (now: typeof result.current) => void) => {
    await act(async () => {
      what(result.current);
      await Promise.resolve();
    });
    await waitFor(() => expect(client.isMutating() + client.isFetching()).toBe(0));
  };
  const offer = (card = '4242424242424242') => act(() => result.current.paying?.offerCard(() => Promise.resolve({ card })));
  return { client, result, press, offer, onBought };
}

const payPath = '/drops/d1/reservations/r1/payment';
const soon = { timeout: 5_000 };

describe('paying', () => {
  it('asks the form for the card, and leads to the receipt when the bank says yes', async () => {
    const { result, press, offer, onBought } = await paying();
    expect(result.current).toMatchObject({ step: { kind: 'complete' }, attempt: { isPending: true }, paying: { isReady: false, view: { kind: 'card' } } });
    offer();
    expect(result.current.attempt.isPending).toBe(false);
    answers = [() => {
      [holds, payment] = [[], aPayment({ purchaseId: 'p1' })];
      return json(201, payment);
    }];
    await press(({ complete }) => complete());
    await waitFor(() => expect(onBought).toHaveBeenCalledOnce());
    expect(onBought).toHaveBeenCalledWith(aPurchase({ paymentStatus: 'captured' }));
    expect(sent).toEqual([{ request: `POST ${payPath} {"card":"4242424242424242"}`, key: expect.any(String) as string }]);
    expect(result.current.step.kind).toBe('yours');
  });

  it('sends nothing while the form is not complete', async () => {
    const { result, press } = await paying();
    act(() => result.current.paying?.offerCard(() => Promise.resolve(null)));
    await press(({ complete }) => complete());
    expect(sent).toEqual([]);
    expect(result.current.attempt.isPending).toBe(false);
  });

  it('says that a card was declined and makes another attempt of the next press', async () => {
    const { result, press, offer } = await paying();
    offer();
    answers = [() => {
      payment = aPayment({ status: 'declined', declineCode: 'card_declined' });
      return json(402, { code: 'payment_declined', attemptsLeft: 4, declineCode: 'card_declined' });
    }, () => json(402, { code: 'payment_declined', attemptsLeft: 3 })];
    await press(({ complete }) => complete());
    expect(result.current).toMatchObject({ step: { kind: 'complete' }, refusal: { code: 'payment_declined', body: { attemptsLeft: 4 } }, paying: { view: { kind: 'card' } } });
    await press(({ complete }) => complete());
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });

  it('does not repeat by itself what would get the same answer', async () => {
    const { result, press, offer } = await paying();
    offer();
    answers = [() => json(503, { code: 'payment_unavailable' })];
    await press(({ complete }) => complete());
    expect(sent).toHaveLength(1);
    expect(result.current.refusal).toMatchObject({ code: 'payment_unavailable' });
  });

  it('finds an attempt again after a reload and follows it to its end', async () => {
    payment = aPayment({ status: 'unknown' });
    const { result, onBought } = await paying();
    expect(result.current).toMatchObject({ step: { kind: 'complete' }, attempt: { isPending: true }, paying: { view: { kind: 'slow' } } });
    [holds, payment] = [[], aPayment({ purchaseId: 'p1' })];
    await waitFor(() => expect(onBought).toHaveBeenCalledOnce(), soon);
  });

  it('tells who comes back that the last card was declined', async () => {
    payment = aPayment({ status: 'declined' });
    expect((await paying()).result.current.refusal).toMatchObject({ code: 'payment_declined' });
  });

  it('answers the bank, and may be given up', async () => {
    payment = aPayment({ status: 'action', nextAction: { type: 'test_challenge' } });
    const { result, press } = await paying();
    expect(result.current.paying?.view).toEqual({ kind: 'challenge', clientSecret: null });
    answers = [() => json(200, payment), () => json(200, (payment = aPayment({ status: 'voided' })))];
    await press(({ paying: now }) => now?.answer('pass'));
    await press(({ paying: now }) => now?.giveUp());
    expect(sent.map(({ request }) => request)).toEqual([`POST ${payPath}/refresh {"challenge":"pass"}`, `DELETE ${payPath}`]);
    expect(result.current).toMatchObject({ paying: { view: { kind: 'card' } }, isTimeOver: false });
  });

  it('goes on past the end of the hold, and says so when the time was over', async () => {
    payment = aPayment({ status: 'action', nextAction: { type: 'test_challenge' } });
    const { client, result, press } = await paying();
    await act(async () => {
      holds = [];
      reservationChanged(client, aHold({ status: 'expired', endedBy: 'time' }));
      await Promise.resolve();
    });
    expect(result.current).toMatchObject({ step: { kind: 'complete' }, paying: { view: { kind: 'challenge' } }, isTimeOver: false });
    answers = [() => {
      payment = aPayment({ status: 'voided' });
      return json(409, { code: 'reservation_expired' });
    }];
    await press(({ paying: now }) => now?.answer('pass'));
    expect(result.current).toMatchObject({ step: { kind: 'reserve' }, isTimeOver: true });
  });
});
