/** The server said `serverTimeMs` at some moment between `sentAt` and `receivedAt` of this page's monotonic clock. */
export interface ClockSample {
  serverTimeMs: number;
  sentAt: number;
  receivedAt: number;
}

/** The server's time minus the monotonic time is between these two. */
export interface OffsetBounds {
  lowest: number;
  highest: number;
}

/**
 * Every answer narrows the bounds, so a slow answer never makes the clock worse. If an answer contradicts them, a clock has jumped
 * (the device slept), and only the newest answer counts.
 */
export function narrow(bounds: OffsetBounds | null, { serverTimeMs, sentAt, receivedAt }: ClockSample): OffsetBounds {
  const observed = { lowest: serverTimeMs - receivedAt, highest: serverTimeMs - sentAt };
  if (bounds === null) return observed;
  const lowest = Math.max(bounds.lowest, observed.lowest);
  const highest = Math.min(bounds.highest, observed.highest);
  return lowest <= highest ? { lowest, highest } : observed;
}

export const midpoint = ({ lowest, highest }: OffsetBounds): number => (lowest + highest) / 2;

/** The server's time. It is based on performance.now, so a change of the device's clock has no effect. */
export class ServerClock {
  #bounds: OffsetBounds | null = null;

  observe(sample: ClockSample): void {
    if (Number.isFinite(sample.serverTimeMs)) this.#bounds = narrow(this.#bounds, sample);
  }

  /** Milliseconds since 1970. Before the first answer it is the device's time. */
  now(): number {
    return this.#bounds === null ? Date.now() : performance.now() + midpoint(this.#bounds);
  }
}

export const serverClock = new ServerClock();

/** Whole seconds left, rounded up: "0" appears exactly at the time, not a second before. */
export const secondsUntil = (targetMs: number, nowMs: number): number => Math.max(0, Math.ceil((targetMs - nowMs) / 1000));
