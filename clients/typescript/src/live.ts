import { createParser } from 'eventsource-parser';
import type { components } from './generated/schema.js';
import { StampedeProblem } from './problem.js';
import { delayMs, wait } from './retry.js';

type Schemas = components['schemas'];

export interface StockChanged {
  dropId: string;
  version: number;
  status: Schemas['DropStatus'];
  availability: Schemas['Availability'];
  variants: { id: string; total: number; available: number; held: number; sold: number }[];
}

export interface PurchaseCompleted {
  dropId: string;
  version: number;
  displayName: string;
  variantLabel: string;
  quantity: number;
  purchasedAt: string;
}

/**
 * What happens to a drop, as it happens. Each connection begins with `snapshot`, the whole drop, so after a break nothing is missing.
 * `version` only grows on a connection; leave out what is older than what you have. The last three come to the one whom they concern.
 */
export type LiveEvent =
  | { event: 'connected'; data: { serverTime: string } }
  | { event: 'snapshot' | 'dropCreated' | 'dropChanged'; data: Schemas['DropSnapshot'] }
  | { event: 'stockChanged'; data: StockChanged }
  | { event: 'purchaseCompleted'; data: PurchaseCompleted }
  | { event: 'lineChanged'; data: { dropId: string } & Record<string, unknown> }
  | { event: 'reservationChanged' | 'offerMade'; data: Schemas['Reservation'] }
  | { event: 'reservationExpired'; data: { reservationId: string; dropId: string; variantId: string } }
  | { event: 'offerEnding'; data: { reservationId: string } & Record<string, unknown> };

/** The server says something at least every 15 s. */
const SILENCE_MS = 45_000;

/** Until the signal ends it, or the server refuses for good. Breaks are mended. */
export async function* watch(connect: (signal: AbortSignal) => Promise<Response>, signal: AbortSignal): AsyncGenerator<LiveEvent, void, undefined> {
  for (let failures = 0; !signal.aborted; ) {
    const connection = new AbortController();
    const either = AbortSignal.any([signal, connection.signal]);
    try {
      const response = await connect(either);
      if (!response.ok) throw await StampedeProblem.of(response);
      for await (const live of events(response, either)) {
        failures = 0;
        yield live;
      }
    } catch (error) {
      if (error instanceof StampedeProblem && error.status >= 400 && error.status < 500 && error.status !== 429) throw error;
      // Otherwise the connection is lost, and made again below.
    } finally {
      connection.abort();
    }
    await wait(delayMs(++failures), signal);
  }
}

async function* events(response: Response, signal: AbortSignal): AsyncGenerator<LiveEvent, void, undefined> {
  const heard: LiveEvent[] = [];
  const parser = createParser({ onEvent: ({ event, data }) => heard.push({ event, data: JSON.parse(data) } as LiveEvent) });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  try {
    while (!signal.aborted) {
      const silence = new AbortController();
      const part = await Promise.race([reader.read(), wait(SILENCE_MS, silence.signal).then(() => undefined)]).finally(() => silence.abort());
      if (part === undefined || part.done) return;
      parser.feed(part.value);
      yield* heard.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
