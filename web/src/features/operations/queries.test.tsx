import { QueryClient, focusManager } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aDrop, around, json } from '@/lib/testing';
import { useLedger, useVerification } from './queries';

const asked: string[] = [];
let answer: (path: string) => Response | Promise<Response>;

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    return Promise.resolve(answer(path));
  });
});

afterEach(() => vi.unstubAllGlobals());

function render<T>(hook: () => T) {
  // Asked again by itself and at each return, as the app's own: what is different is this query's doing.
  const client = new QueryClient({ defaultOptions: { queries: { retry: 3, retryDelay: 0, refetchOnWindowFocus: 'always' } } });
  return renderHook(hook, { wrapper: around(client) });
}

describe('a verification', () => {
  it('is made only when somebody asks, once for each asking, however it ends', async () => {
    answer = () => json(503, { code: 'database_unavailable' });
    const { result } = render(() => useVerification('d1'));
    focusManager.setFocused(false);
    focusManager.setFocused(true);
    expect(asked).toEqual([]);

    const { isError } = await act(() => result.current.refetch());
    expect(isError).toBe(true);
    expect(asked).toHaveLength(1);
    act(() => {
      focusManager.setFocused(false);
      focusManager.setFocused(true);
    });
    expect(asked).toHaveLength(1);
    focusManager.setFocused(undefined);
  });

  it('is waited for as long as the server works on it', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    answer = () => json(200, { consistent: true, findings: [] });
    const { result } = render(() => useVerification('d1'));
    await act(() => result.current.refetch());
    expect(timeout.mock.calls[0]?.[0]).toBeGreaterThan(600_000);
  });
});

describe('the ledger', () => {
  let version = 0;
  const movementsAfter = (path: string) => {
    const query = new URL(path, 'http://shop').searchParams;
    const [after, limit] = [Number(query.get('after')), Number(query.get('limit'))];
    const items = Array.from({ length: Math.min(limit, version - after) }, (_, index) => ({ version: after + index + 1 }));
    return json(200, { items, next: after + items.length < version ? String(after + items.length) : null });
  };
  const lines = (data: { version: number }[] | undefined) => [data?.length, data?.[0]?.version, data?.at(-1)?.version];

  beforeEach(() => {
    answer = (path) => (path.includes('/movements') ? movementsAfter(path) : json(200, aDrop({ version })));
  });

  it('shows its end, then what is new, and what was before when asked for, without a gap', async () => {
    version = 250;
    const { result } = render(() => useLedger('d1'));
    await waitFor(() => expect(lines(result.current.data)).toEqual([100, 250, 151]));

    act(() => result.current.earlier.fetch());
    await waitFor(() => expect(lines(result.current.data)).toEqual([200, 250, 51]));
    version = 260;
    await act(() => result.current.refetch());
    expect(lines(result.current.data)).toEqual([200, 260, 61]);
    act(() => result.current.earlier.fetch());
    await waitFor(() => expect(lines(result.current.data)).toEqual([260, 260, 1]));
    expect(result.current.earlier.has).toBe(false);
    expect(result.current.data?.map((line) => line.version)).toEqual(Array.from({ length: 260 }, (_, index) => 260 - index));
  });

  it('begins anew at its end where more has happened than one answer tells', async () => {
    version = 50;
    const { result } = render(() => useLedger('d1'));
    await waitFor(() => expect(lines(result.current.data)).toEqual([50, 50, 1]));
    version = 5_000;
    await act(() => result.current.refetch());
    expect(lines(result.current.data)).toEqual([100, 5_000, 4_901]);
  });
});
