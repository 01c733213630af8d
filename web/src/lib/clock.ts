import { useSyncExternalStore } from 'react';

/** One observation: the server said `serverTimeMs` at some moment between `sentAt` and `receivedAt`, by this page's monotonic clock. */
export interface ClockSample {
  serverTimeMs: number;
  sentAt: number;
  receivedAt: number;
}

/** Server time minus monotonic time lies between these. */
export interface OffsetBounds {
  lowest: number;
  highest: number;
}

/**
 * Every answer narrows the bounds, so a slow one can never make the clock worse.
 * Bounds that contradict each other mean that one of the clocks jumped (a device that slept): the newest observation then counts alone.
 */
export function narrow(bounds: OffsetBounds | null, { serverTimeMs, sentAt, receivedAt }: ClockSample): OffsetBounds {
  const observed = { lowest: serverTimeMs - receivedAt, highest: serverTimeMs - sentAt };
  if (bounds === null) return observed;
  const lowest = Math.max(bounds.lowest, observed.lowest);
  const highest = Math.min(bounds.highest, observed.highest);
  return lowest <= highest ? { lowest, highest } : observed;
}

export const midpoint = ({ lowest, highest }: OffsetBounds): number => (lowest + highest) / 2;

/** The server's time on this page. Rests on performance.now, so that setting the device's clock changes nothing. */
export class ServerClock {
  #bounds: OffsetBounds | null = null;

  observe(sample: ClockSample): void {
    if (Number.isFinite(sample.serverTimeMs)) this.#bounds = narrow(this.#bounds, sample);
  }

  /** Milliseconds since 1970. Before the first answer it is the device's guess. */
  now(): number {
    return this.#bounds === null ? Date.now() : performance.now() + midpoint(this.#bounds);
  }
}

export const serverClock = new ServerClock();

/** Whole seconds left, rounded up: "0" appears at the very moment, not a second before. */
export const secondsUntil = (targetMs: number, nowMs: number): number => Math.max(0, Math.ceil((targetMs - nowMs) / 1000));

/** One timer for every countdown on the page; it runs only while somebody looks. */
const TICK_MS = 100;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((tell) => tell()), TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Re-renders once a second at most: what changes is the whole number, not the tick. */
export function useSecondsUntil(instant: string | null | undefined): number | null {
  return useSyncExternalStore(subscribe, () => (instant ? secondsUntil(Date.parse(instant), serverClock.now()) : null));
}

/** The server's time in whole seconds, as milliseconds: for what turns at a given moment, like a drop's opening. */
export function useServerNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(serverClock.now() / 1000) * 1000);
}
