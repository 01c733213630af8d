import { afterEach, describe, expect, it, vi } from 'vitest';
import { midpoint, narrow, secondsUntil, ServerClock } from './clock';

afterEach(() => vi.useRealTimers());

describe('the server clock', () => {
  it('lies between what a request and its answer allow', () => {
    expect(narrow(null, { serverTimeMs: 1000, sentAt: 100, receivedAt: 140 })).toEqual({ lowest: 860, highest: 900 });
  });

  it('is made no worse by a slow answer', () => {
    const good = narrow(null, { serverTimeMs: 1000, sentAt: 100, receivedAt: 110 });
    expect(narrow(good, { serverTimeMs: 2000, sentAt: 1050, receivedAt: 3000 })).toEqual(good);
  });

  it('becomes narrower with answers that overlap', () => {
    const bounds = narrow(narrow(null, { serverTimeMs: 1000, sentAt: 0, receivedAt: 100 }), { serverTimeMs: 2000, sentAt: 1050, receivedAt: 1150 });
    expect(bounds).toEqual({ lowest: 900, highest: 950 });
    expect(midpoint(bounds)).toBe(925);
  });

  it('believes the newest answer when the device slept and the old ones contradict it', () => {
    const before = narrow(null, { serverTimeMs: 1000, sentAt: 0, receivedAt: 10 });
    const after = { serverTimeMs: 600_000, sentAt: 2000, receivedAt: 2010 };
    expect(narrow(before, after)).toEqual(narrow(null, after));
  });

  it('does not care what the device takes the time to be', () => {
    const clock = new ServerClock();
    const now = performance.now();
    clock.observe({ serverTimeMs: 5_000_000, sentAt: now, receivedAt: now });
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(0);
    expect(clock.now()).toBeGreaterThanOrEqual(5_000_000);
    expect(clock.now()).toBeLessThan(5_010_000);
  });

  it('ignores a time that is none', () => {
    const clock = new ServerClock();
    clock.observe({ serverTimeMs: Number.NaN, sentAt: 0, receivedAt: 0 });
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
  });
});

it('counts down to zero at the very moment, and no further', () => {
  expect(secondsUntil(10_000, 8_999)).toBe(2);
  expect(secondsUntil(10_000, 9_000)).toBe(1);
  expect(secondsUntil(10_000, 9_999)).toBe(1);
  expect(secondsUntil(10_000, 10_000)).toBe(0);
  expect(secondsUntil(10_000, 12_000)).toBe(0);
});
