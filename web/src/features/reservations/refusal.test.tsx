import { renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '@/lib/api/problem';
import { useRefusal } from './refusal';

const noon = Date.parse('2027-01-01T12:00:00.000Z');
beforeEach(() => vi.useFakeTimers({ now: noon }));
afterEach(() => vi.useRealTimers());

const press = { error: null as unknown, pressed: 'reserve v1', step: 'reserve v1', dropVersion: 7 };
const after = (error: unknown) => renderHook((now: Partial<typeof press>) => useRefusal({ ...press, error, ...now }), { initialProps: {} });

it('is shown while the button still does what was pressed', () => {
  const problem = new Problem(409, { code: 'limit_reached' });
  const { result, rerender } = after(problem);
  expect(result.current).toBe(problem);
  rerender({ step: 'complete r1' });
  expect(result.current).toBeNull();
});

it.each(['all_held', 'sold_out', 'insufficient_stock', 'paused', 'ended', 'not_started'])('%s is no longer so after the next news of the drop', (code) => {
  const { result, rerender } = after(new Problem(409, { code }));
  expect(result.current).not.toBeNull();
  rerender({ dropVersion: 8 });
  expect(result.current).toBeNull();
});

it.each(['limit_reached', 'confirmation_required'])('%s is so whatever the stock does', (code) => {
  const { result, rerender } = after(new Problem(409, { code }));
  rerender({ dropVersion: 8 });
  expect(result.current).not.toBeNull();
});

it('a wait is over when its time has come', () => {
  const { result, rerender } = after(new Problem(429, { code: 'wait_to_reserve', waitUntil: '2027-01-01T12:05:00.000Z' }));
  expect(result.current).not.toBeNull();
  vi.setSystemTime(noon + 299_000);
  rerender({});
  expect(result.current).not.toBeNull();
  vi.setSystemTime(noon + 300_000);
  rerender({});
  expect(result.current).toBeNull();
});

it.each([[new Problem(503, { code: 'overloaded' }, 1), 11], [new Problem(429, { code: 'rate_limited' }, 30), 31], [Problem.noAnswer(), 11]])('%s says how it was at the press, for a moment', (problem, seconds) => {
  const { result, rerender } = after(problem);
  expect(result.current).toBe(problem);
  vi.setSystemTime(noon + seconds * 1000);
  rerender({});
  expect(result.current).toBeNull();
});

it('of the next press is news again', () => {
  const { result, rerender } = after(new Problem(409, { code: 'all_held' }));
  rerender({ dropVersion: 8 });
  const again = new Problem(409, { code: 'all_held' });
  rerender({ dropVersion: 8, error: again });
  expect(result.current).toBe(again);
});
