import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aHold } from '@/lib/testing';
import { useReserve } from './queries';
import { forgetRequestKey, requestKey } from './requestKey';

const request = { dropId: 'd1', variantId: 'v1', quantity: 1 };
const answer = (status: number, body: unknown) => Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'Retry-After': '0' } }));

let answers: (() => Promise<Response>)[] = [];
let keys: (string | null)[] = [];

beforeEach(() => {
  answers = [];
  keys = [];
  sessionStorage.clear();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get('Idempotency-Key'));
    return answers.shift()?.() ?? Promise.reject(new TypeError('no more answers'));
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function reserve() {
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  const { result } = renderHook(() => useReserve(), { wrapper });
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

it('works where the browser forbids storage', () => {
  expect(requestKey('d1 v1 1', undefined)).toMatch(/^[0-9a-f]{32}$/);
});
