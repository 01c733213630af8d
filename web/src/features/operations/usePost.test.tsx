import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aDrop, around, json } from '@/lib/testing';
import { useAdjust, useCommand, useConfirmAccount, useCreateDrop, useRelease, useUploadPicture } from './queries';
import type { KeyPlace } from './usePost';

vi.mock('@/lib/retry', async (original) => {
  const retry = await original<typeof import('@/lib/retry')>();
  return { ...retry, persistently: { ...retry.persistently, retryDelay: 0 } };
});

const answers: (Response | Error)[] = [];
const sent: { path: string; key: string | null; body: unknown }[] = [];

const lost = () => new TypeError('Failed to fetch');
const busy = () => json(503, { code: 'overloaded' });

beforeEach(() => {
  answers.length = 0;
  sent.length = 0;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (init.method !== 'GET') sent.push({ path, key: new Headers(init.headers).get('Idempotency-Key'), body: init.body });
    const answer = answers.shift() ?? json(200, aDrop());
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
});

afterEach(() => vi.unstubAllGlobals());

const render = <T,>(hook: () => T) => renderHook(hook, { wrapper: around() });

const inMemory = (): KeyPlace => {
  let current: string | undefined;
  return { get: () => current, set: (key) => (current = key) };
};

const place = inMemory();
const adjustment = { variantId: 'v1', change: 20, reason: 'A pallet' };

describe('what an operator sends', () => {
  it.each<[string, () => { mutateAsync: (input: never) => Promise<unknown> }, unknown]>([
    ['an adjustment', () => useAdjust('d1'), adjustment],
    ['a new drop', () => useCreateDrop(place, () => undefined), { name: 'Air' }],
    ['publishing', () => useCommand('d1', 'publish'), undefined],
    ['pausing', () => useCommand('d1', 'pause'), undefined],
    ['resuming', () => useCommand('d1', 'resume'), undefined],
    ['ending', () => useCommand('d1', 'end'), undefined],
    ['a release', () => useRelease('d1', 'r1'), undefined],
    ['a confirmation', () => useConfirmAccount(), 'a@example.com'],
    ['a picture', () => useUploadPicture(), new File(['x'], 'x.png')],
  ])('%s is asked again by itself, with one key, until an answer comes', async (_name, hook, input) => {
    answers.push(lost(), busy(), lost());
    const { result } = render(hook);
    await act(() => result.current.mutateAsync(input as never));
    expect(sent).toHaveLength(4);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(sent[0]?.key).toMatch(/^[0-9a-f]{32}$/);
  });

  it('has another key after an answer: it is another thing', async () => {
    const { result } = render(() => useAdjust('d1'));
    await act(() => result.current.mutateAsync(adjustment));
    await act(() => result.current.mutateAsync(adjustment));
    expect(sent).toHaveLength(2);
    expect(sent[0]?.key).not.toBe(sent[1]?.key);
  });

  it('has another key after a refusal: nothing was done', async () => {
    answers.push(json(409, { code: 'stock_in_use' }));
    const { result } = render(() => useAdjust('d1'));
    await act(() => result.current.mutateAsync(adjustment).catch(() => undefined));
    await act(() => result.current.mutateAsync(adjustment));
    expect(sent[0]?.key).not.toBe(sent[1]?.key);
  });

  it.each<[string, number, () => Response | Error]>([['no answer', 9, lost], ['a server that failed', 1, () => json(500, { code: 'internal_error' })], ['a session that has ended', 1, () => json(401, { code: 'unauthenticated' })]])(
    'keeps its key after %s, also when the form was changed: the first try may have been carried out',
    async (_name, tries, fail) => {
      answers.push(...Array.from({ length: tries }, fail));
      const { result } = render(() => useAdjust('d1'));
      await act(() => result.current.mutateAsync(adjustment).catch(() => undefined));
      await waitFor(() => expect(result.current.isError).toBe(true));
      expect(sent).toHaveLength(tries);
      await act(() => result.current.mutateAsync({ ...adjustment, change: 30 }));
      expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    },
  );
});
