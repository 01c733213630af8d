import { useSyncExternalStore } from 'react';
import { secondsUntil, serverClock } from './serverClock';

export * from './serverClock';

/** One timer for all countdowns of the page. It runs only while there are some. */
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

/** Renders at most once a second, because only the whole number counts. */
export function useSecondsUntil(instant: string | null | undefined): number | null {
  return useSyncExternalStore(subscribe, () => (instant ? secondsUntil(Date.parse(instant), serverClock.now()) : null));
}

/** The server's time in milliseconds, but in steps of a second: for what changes at a moment, like a drop's opening. */
export function useServerNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(serverClock.now() / 1000) * 1000);
}
