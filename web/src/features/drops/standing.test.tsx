import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Drop } from '@/lib/api/types';
import { aDrop } from '@/lib/testing';
import { useLead, useSteadyOrder } from './standing';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const a = aDrop({ id: 'a' });
const b = aDrop({ id: 'b', startsAt: '2026-01-01T10:00:00.000Z' });
const held = (drop: Drop): Drop => ({ ...drop, availability: 'allHeld' });
const soldOut = (drop: Drop): Drop => ({ ...drop, availability: 'soldOut' });

describe('the order of the page', () => {
  const order = (...drops: Drop[]) => renderHook((now: Drop[]) => useSteadyOrder(now).map(({ id }) => id), { initialProps: drops });

  it('is by what can be had when the page is entered', () => {
    expect(order(held(a), b).result.current).toEqual(['b', 'a']);
  });

  it('does not change while one drop is held and free by turns', () => {
    const { result, rerender } = order(a, b);
    for (let turn = 0; turn < 25; turn++) {
      rerender(turn % 2 === 0 ? [held(a), b] : [a, b]);
      expect(result.current).toEqual(['a', 'b']);
    }
  });

  it('has new ones behind, and lets go of those that are over', () => {
    const { result, rerender } = order(held(a), held(b));
    rerender([held(a), held(b), aDrop({ id: 'c' })]);
    expect(result.current).toEqual(['a', 'b', 'c']);
    rerender([held(b), aDrop({ id: 'c' })]);
    expect(result.current).toEqual(['b', 'c']);
  });
});

describe('the drop that opens the page', () => {
  const place = { current: document.createElement('section') };
  const isOverIt = vi.spyOn(place.current, 'matches');
  const lead = (drops: Drop[], all = drops) => renderHook(({ drops, all }: { drops: Drop[]; all: Drop[] }) => useLead(drops, all, place)?.id, { initialProps: { drops, all } });
  const seconds = (count: number) => act(() => { vi.advanceTimersByTime(count * 1000); });
  beforeEach(() => isOverIt.mockReturnValue(false));

  it('stays while others come and go', () => {
    const { result, rerender } = lead([a, b]);
    rerender({ drops: [held(a), b], all: [held(a), b] });
    seconds(60);
    expect(result.current).toBe('a');
  });

  it.each([['sold out', [soldOut(a), b], [soldOut(a), b]], ['over', [b], [a, b]]])('gives way after a while when it is %s', (_name, drops, all) => {
    const { result, rerender } = lead([a, b]);
    rerender({ drops, all });
    seconds(3);
    expect(result.current).toBe('a');
    seconds(5);
    expect(result.current).toBe('b');
  });

  it('does not give way under the pointer', () => {
    const { result, rerender } = lead([a, b]);
    isOverIt.mockReturnValue(true);
    rerender({ drops: [soldOut(a), b], all: [soldOut(a), b] });
    seconds(60);
    expect(result.current).toBe('a');
    isOverIt.mockReturnValue(false);
    seconds(2);
    expect(result.current).toBe('b');
  });

  it('stays where all are sold out', () => {
    const { result, rerender } = lead([a, b]);
    rerender({ drops: [soldOut(a), soldOut(b)], all: [soldOut(a), soldOut(b)] });
    seconds(60);
    expect(result.current).toBe('a');
  });
});
