import { notifyManager, QueryClient } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Drop, Me, Purchase, Reservation } from '@/lib/api/types';
import { accountKey } from '@/lib/session';
import { aDrop, aHold, alice, aPurchase, around, aVariant, json } from '@/lib/testing';
import { reservationChanged } from './holds';
import { useBuying } from './useBuying';

// By default TanStack Query tells of news in the next task; here a change and its news are one.
notifyManager.setScheduler(queueMicrotask);

/** What the server has, and how it answers the next request that changes something. */
let me: Me | null;
let holds: Reservation[];
let purchases: Purchase[];
let answers: (() => Response | Promise<Response>)[];
let sent: string[];
let reads: string[];

beforeEach(() => {
  [me, holds, purchases, answers, sent, reads] = [alice, [], [], [], [], []];
  localStorage.clear();
  vi.stubGlobal('fetch', (url: string, { method, body }: RequestInit) => {
    const path = url.replace('/api/v1', '').split('?')[0] ?? '';
    if (method === 'GET') reads.push(path);
    if (path === '/accounts/session') return Promise.resolve(json(200, { me }));
    if (path === '/me/reservations') return Promise.resolve(json(200, { items: holds, next: null }));
    if (path === '/me/purchases') return Promise.resolve(json(200, { items: purchases, next: null }));
    sent.push(`${method} ${path}${typeof body === 'string' ? ` ${body}` : ''}`);
    const answer = answers.shift();
    return answer ? Promise.resolve(answer()) : Promise.reject(new Error(`Nobody expects ${path}.`));
  });
});
afterEach(() => vi.unstubAllGlobals());

const granted = (over: Partial<Reservation> = {}) => () => {
  const hold = aHold(over);
  holds = [hold];
  return json(201, hold);
};

async function buying(drop: Drop = aDrop()) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(accountKey, me);
  const outcome = { onBought: vi.fn(), onLetGo: vi.fn() };
  const { result, rerender } = renderHook((now: Drop) => useBuying(now, outcome), { initialProps: drop, wrapper: around(client) });
  await waitFor(() => expect(client.isFetching()).toBe(0));
  const press = async (what: (now: typeof result.current) => void) => {
    await act(async () => {
      what(result.current);
      await Promise.resolve();
    });
    await waitFor(() => expect(client.isMutating() + client.isFetching()).toBe(0));
  };
  return { client, result, rerender, press, ...outcome };
}

describe('buying', () => {
  it('goes from the size over the hold to the receipt', async () => {
    const { result, press, onBought } = await buying(aDrop({ variants: [aVariant(), aVariant({ id: 'v2', label: 'EU 43' })] }));
    expect(result.current).toMatchObject({ step: { kind: 'chooseSize' }, variantId: null, hold: null });

    await press(({ choose }) => choose('v2'));
    expect(result.current.step).toMatchObject({ kind: 'reserve', variantId: 'v2' });

    answers = [granted({ variantId: 'v2' })];
    await press(({ reserve }) => reserve('v2'));
    expect(result.current).toMatchObject({ step: { kind: 'complete' }, hold: { id: 'r1' }, variantId: 'v2', refusal: null });

    answers = [() => {
      [holds, purchases] = [[], [aPurchase()]];
      return json(201, aPurchase());
    }];
    await press(({ complete }) => complete());
    expect(onBought).toHaveBeenCalledExactlyOnceWith(aPurchase());
    expect(result.current).toMatchObject({ step: { kind: 'yours', purchase: { id: 'p1' } }, hold: null });
    expect(sent).toEqual(['POST /drops/d1/reservations {"variantId":"v2","quantity":1}', 'POST /drops/d1/reservations/r1/purchase']);
  });

  it('keeps the purchase on the button until its answer, whatever is heard of the hold meanwhile', async () => {
    holds = [aHold()];
    const { client, result, press, onBought } = await buying();
    let answer: (response: Response) => void = () => undefined;
    answers = [() => new Promise((resolve) => { answer = resolve; })];
    act(() => result.current.complete());
    await waitFor(() => expect(sent).toHaveLength(1));
    await act(async () => {
      reservationChanged(client, aHold({ status: 'expired', endedBy: 'time' }));
      await Promise.resolve();
    });
    expect(result.current).toMatchObject({ step: { kind: 'complete', hold: { id: 'r1' } }, attempt: { isPending: true } });
    await press(() => answer(json(201, aPurchase())));
    expect(result.current.step.kind).toBe('yours');
    expect(onBought).toHaveBeenCalledOnce();
  });

  it('can be let go, and the page hears of it once', async () => {
    holds = [aHold()];
    const { result, press, onLetGo } = await buying();
    answers = [() => {
      holds = [];
      return json(200, aHold({ status: 'cancelled', endedBy: 'customer' }));
    }];
    await press(({ letGo }) => letGo());
    expect(result.current).toMatchObject({ step: { kind: 'reserve' }, hold: null, isLettingGo: false });
    expect(onLetGo).toHaveBeenCalledOnce();
    expect(sent).toEqual(['DELETE /drops/d1/reservations/r1']);
  });

  it('leads to the receipt after a purchase, also where the limit allows another one', async () => {
    holds = [aHold()];
    const { result, press } = await buying(aDrop({ limitPerCustomer: 2 }));
    answers = [() => {
      [holds, purchases] = [[], [aPurchase()]];
      return json(201, aPurchase());
    }];
    await press(({ complete }) => complete());
    expect(result.current.step).toMatchObject({ kind: 'yours', purchase: { id: 'p1' } });
  });

  it('has nothing to complete or to let go without a hold', async () => {
    const { press } = await buying();
    await press(({ complete, letGo }) => {
      complete();
      letGo();
    });
    expect(sent).toEqual([]);
  });

  it('asks for the stock after a press while the live feed does not bring it', async () => {
    const { client, press } = await buying();
    const invalidate = vi.spyOn(client, 'invalidateQueries');
    answers = [() => json(409, { code: 'all_held' })];
    await press(({ reserve }) => reserve('v1'));
    expect(invalidate).toHaveBeenCalledWith({ queryKey: ['drops'] });
  });
});

describe('a refusal', () => {
  it('is shown until the next press', async () => {
    const { result, press } = await buying();
    answers = [() => json(409, { code: 'limit_reached' }), granted()];
    await press(({ reserve }) => reserve('v1'));
    expect(result.current.refusal).toMatchObject({ code: 'limit_reached' });
    await press(({ reserve }) => reserve('v1'));
    expect(result.current).toMatchObject({ refusal: null, step: { kind: 'complete' } });
  });

  it('is no longer shown once the button does something else', async () => {
    const { result, press, rerender } = await buying();
    answers = [() => json(409, { code: 'confirmation_required' })];
    await press(({ reserve }) => reserve('v1'));
    expect(result.current.refusal).not.toBeNull();
    rerender(aDrop({ status: 'paused', version: 2 }));
    expect(result.current).toMatchObject({ step: { kind: 'paused' }, refusal: null });
  });

  it('of the purchase is gone as soon as the hold is let go', async () => {
    holds = [aHold()];
    const { result, press } = await buying();
    let answer: (response: Response) => void = () => undefined;
    answers = [() => json(403, { code: 'forbidden' }), () => new Promise((resolve) => { answer = resolve; })];
    await press(({ complete }) => complete());
    act(() => result.current.letGo());
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(result.current).toMatchObject({ step: { kind: 'complete' }, isLettingGo: true, refusal: null });
    await press(() => answer(json(200, aHold({ status: 'cancelled', endedBy: 'customer' }))));
  });

  it('of the purchase is shown at the purchase', async () => {
    holds = [aHold()];
    const { result, press } = await buying();
    answers = [() => json(403, { code: 'forbidden' })];
    await press(({ complete }) => complete());
    expect(result.current).toMatchObject({ step: { kind: 'complete' }, refusal: { code: 'forbidden' } });
  });
});

describe('a visitor whom nobody knows', () => {
  const signsIn = async (press: Awaited<ReturnType<typeof buying>>['press'], client: QueryClient) => {
    me = alice;
    await press(() => { client.setQueryData(accountKey, alice); });
    await press(({ signIn }) => signIn?.goOn());
  };

  it('signs in first, and the press goes on by itself', async () => {
    me = null;
    const { client, result, press } = await buying();
    await press(({ reserve }) => reserve('v1'));
    expect(sent).toEqual([]);
    expect(result.current.signIn).not.toBeNull();

    answers = [granted()];
    await signsIn(press, client);
    expect(result.current).toMatchObject({ signIn: null, step: { kind: 'complete' } });
    expect(sent).toHaveLength(1);
  });

  it('is not asked for a name while the page does not know yet who they are', async () => {
    let tell: (answer: Response) => void = () => undefined;
    const { fetch: others } = globalThis;
    vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
      url.includes('/accounts/session') ? new Promise<Response>((resolve) => { tell = resolve; }) : others(url, init));
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    const { result } = renderHook(() => useBuying(aDrop(), { onBought: vi.fn(), onLetGo: vi.fn() }), { wrapper: around(client) });
    answers = [granted()];
    act(() => result.current.reserve('v1'));
    await waitFor(() => expect(sent).toEqual(['POST /drops/d1/reservations {"variantId":"v1","quantity":1}']));
    expect(result.current.signIn).toBeNull();

    tell(json(200, { me }));
    await waitFor(() => expect(result.current).toMatchObject({ signIn: null, step: { kind: 'complete' } }));
  });

  it('may think better of it', async () => {
    me = null;
    const { result, press } = await buying();
    await press(({ reserve }) => reserve('v1'));
    await press(({ signIn }) => signIn?.cancel());
    expect(result.current.signIn).toBeNull();
    expect(sent).toEqual([]);
  });

  it('is asked when the session turns out to have ended, and then gets the size that was pressed for', async () => {
    const { client, result, press } = await buying(aDrop({ variants: [aVariant(), aVariant({ id: 'v2' })] }));
    await press(({ choose }) => choose('v2'));
    answers = [() => {
      me = null;
      return json(401, { code: 'unauthenticated' });
    }, granted({ variantId: 'v2' })];
    await press(({ reserve }) => reserve('v2'));
    expect(result.current.signIn).not.toBeNull();
    await signsIn(press, client);
    expect(sent).toEqual(Array(2).fill('POST /drops/d1/reservations {"variantId":"v2","quantity":1}'));
    expect(result.current.step.kind).toBe('complete');
  });

  it('is not asked any more once they have signed in in another tab', async () => {
    me = null;
    const { result, press } = await buying();
    await press(({ reserve }) => reserve('v1'));
    const otherTab = new BroadcastChannel('stampede');
    otherTab.postMessage('account');
    await waitFor(() => expect(result.current.signIn).toBeNull());
    otherTab.close();
    expect(sent).toEqual([]);
  });
});

describe('the quantity', () => {
  it('is asked for where the limit allows more than one, and is what is sent', async () => {
    const { result, press } = await buying(aDrop({ limitPerCustomer: 3 }));
    expect(result.current.quantity).toMatchObject({ value: 1, max: 3 });
    await press(({ quantity }) => quantity?.onChange(3));
    answers = [granted({ quantity: 3 })];
    await press(({ reserve }) => reserve('v1'));
    expect(sent).toEqual(['POST /drops/d1/reservations {"variantId":"v1","quantity":3}']);
    expect(result.current.quantity).toBeNull();
  });

  it('is no more than purchases and stock leave', async () => {
    purchases = [aPurchase()];
    const { result, press, rerender } = await buying(aDrop({ limitPerCustomer: 4 }));
    await press(({ quantity }) => quantity?.onChange(3));
    expect(result.current.quantity).toMatchObject({ value: 3, max: 3 });
    rerender(aDrop({ limitPerCustomer: 4, version: 2, variants: [aVariant({ available: 2, sold: 8 })] }));
    expect(result.current.quantity).toMatchObject({ value: 2, max: 2 });
  });

  it.each<[string, Partial<Drop>]>([['one is the limit', {}], ['the drop has ended', { limitPerCustomer: 3, status: 'ended' }]])('is not asked for when %s', async (_when, over) => {
    expect((await buying(aDrop(over))).result.current.quantity).toBeNull();
  });
});
