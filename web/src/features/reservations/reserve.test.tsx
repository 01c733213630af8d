import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { solve } from '@/lib/proof/sha256';
import { aHold, around, json } from '@/lib/testing';

import { forgetRequestKey, requestKey, useReserve } from './reserve';

const request = { dropId: 'd1', variantId: 'v1', quantity: 1 };
const answer = (status: number, body: unknown) => Promise.resolve(json(status, body, { 'Retry-After': '0' }));

let answers: (() => Promise<Response>)[] = [];
let keys: (string | null)[] = [];
let proofs: (string | null)[] = [];

beforeEach(() => {
  answers = [];
  keys = [];
  proofs = [];
  localStorage.clear();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get('Idempotency-Key'));
    proofs.push(new Headers(init.headers).get('Stampede-Proof'));
    return answers.shift()?.() ?? Promise.reject(new TypeError('no more answers'));
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function reserve() {
  const { result } = renderHook(() => useReserve(), { wrapper: around() });
  act(() => result.current.mutate(request));
  return result;
}

it('asks again with the same key when no answer came or the server was busy, and gets the first answer', async () => {
  answers = [() => Promise.reject(new TypeError('lost')), () => answer(503, { code: 'overloaded' }), () => answer(201, aHold())];
  const result = reserve();
  await waitFor(() => expect(result.current.data).toMatchObject({ id: 'r1' }), { timeout: 5000 });
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

it('does not ask again after a definite no, and the next press is a new request', async () => {
  answers = [() => answer(409, { code: 'sold_out' }), () => answer(409, { code: 'sold_out' })];
  const first = reserve();
  await waitFor(() => expect(first.current.error).toMatchObject({ code: 'sold_out' }));
  const second = reserve();
  await waitFor(() => expect(second.current.error).toMatchObject({ code: 'sold_out' }));
  expect(keys).toHaveLength(2);
  expect(keys[0]).not.toBe(keys[1]);
});

it('keeps the key of an unanswered request over a reload, and forgets it after the answer', () => {
  const key = requestKey('d1 v1 1');
  expect(requestKey('d1 v1 1')).toBe(key);
  expect(requestKey('d1 v2 1')).not.toBe(key);
  forgetRequestKey('d1 v1 1');
  expect(requestKey('d1 v1 1')).not.toBe(key);
});

it('shares the key of an unanswered press with every tab, for as long as the press may still mean the same', () => {
  const key = requestKey('d1 v1 1');
  expect(localStorage.getItem('stampede.request.d1 v1 1')).toContain(key);
  vi.useFakeTimers({ now: Date.now() + 11 * 60_000, toFake: ['Date'] });
  expect(requestKey('d1 v1 1')).not.toBe(key);
  vi.useRealTimers();
});

it('works where the browser forbids storage', () => {
  expect(requestKey('d1 v1 1', undefined)).toMatch(/^[0-9a-f]{32}$/);
});

/** Solves at once; the real one is tried in a real browser. */
class InstantWorker {
  onmessage: ((event: { data: number }) => void) | null = null;
  postMessage({ challenge, key, bits }: { challenge: string; key: string; bits: number }) {
    queueMicrotask(() => this.onmessage?.({ data: solve(challenge, key, bits) }));
  }
  terminate() {}
}

it('does the work that the shop asks for, and sends it with the same key', async () => {
  vi.stubGlobal('Worker', InstantWorker);
  answers = [() => answer(428, { code: 'proof_required', challenge: { text: 'abc', bits: 6 } }), () => answer(201, aHold())];
  const result = reserve();
  await waitFor(() => expect(result.current.data).toMatchObject({ id: 'r1' }));
  expect(keys[0]).toBe(keys[1]);
  expect(proofs).toEqual([null, `abc:${solve('abc', keys[0] ?? '', 6)}`]);
});

it('gives up on work that is never accepted', async () => {
  vi.stubGlobal('Worker', InstantWorker);
  answers = Array.from({ length: 9 }, () => () => answer(428, { code: 'proof_required', challenge: { text: 'abc', bits: 1 } }));
  const result = reserve();
  await waitFor(() => expect(result.current.error).toMatchObject({ code: 'proof_required' }));
  expect(keys).toHaveLength(4);
});

it('leaves it to a person to wait, where holds were left unbought', async () => {
  answers = [() => answer(429, { code: 'wait_to_reserve', waitUntil: '2027-01-01T10:05:00.000Z' })];
  const result = reserve();
  await waitFor(() => expect(result.current.error).toMatchObject({ code: 'wait_to_reserve' }));
  expect(keys).toHaveLength(1);
});
