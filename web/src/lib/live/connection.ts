import type { HubConnection } from '@microsoft/signalr';
import type { QueryClient } from '@tanstack/react-query';
import type { Drop, Instant, PurchaseCompleted, Reservation, ReservationExpired, StockChanged } from '../api/types';
import { serverClock } from '../clock';
import { retryDelayMs } from '../retry';
import { deliver, dropKeys, knowsDrop } from '../drops/cache';
import { Mailbox } from './mailbox';
import { DropStreams } from './streams';

export type LiveState = 'connecting' | 'connected' | 'lost';

/** A WebSocket that has not come about by then may never do: a proxy keeps it waiting. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 1_000;

/** A stream that has been quiet for so long may be held back on the way: the page asks. */
const QUIET_MS = 10_000;

/**
 * One connection for the whole page. It never gives up; after every return it watches again what was watched,
 * and fetches what it may have missed.
 */
export class LiveConnection {
  #state: LiveState = 'connecting';
  #hub: HubConnection | undefined;
  #connectingSince = 0;
  readonly #listeners = new Set<() => void>();
  readonly #watched = new Map<string, number>();
  #watchesAll = false;
  #streams: DropStreams | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;
  #askedAt = 0;
  readonly #client: QueryClient;
  readonly #mailbox: Mailbox;
  /** Told once per lapsed hold of one's own. */
  onReservationExpired: ((event: ReservationExpired) => void) | undefined;
  /** Whatever happened to a reservation of one's own, on whichever device. */
  onReservationChanged: ((reservation: Reservation) => void) | undefined;

  constructor(client: QueryClient) {
    this.#client = client;
    this.#mailbox = new Mailbox((mail) => deliver(client, mail));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): LiveState => this.#state;

  async open(): Promise<void> {
    const { buildHub } = await retrying(() => import('./hub'));
    const hub = buildHub();
    hub.on('connected', ({ serverTime }: { serverTime: Instant }) => {
      serverClock.observe({ serverTimeMs: Date.parse(serverTime), sentAt: this.#connectingSince, receivedAt: performance.now() });
    });
    hub.on('stockChanged', (event: StockChanged) => this.#mailbox.stock(event));
    hub.on('purchaseCompleted', (event: PurchaseCompleted) => this.#mailbox.purchase(event));
    hub.on('dropCreated', (drop: Drop) => this.#mailbox.drop(drop));
    hub.on('dropChanged', (drop: Drop) => this.#mailbox.drop(drop));
    hub.on('reservationChanged', (reservation: Reservation) => this.onReservationChanged?.(reservation));
    hub.on('reservationExpired', (event: ReservationExpired) => this.onReservationExpired?.(event));
    hub.onreconnecting(() => {
      this.#connectingSince = performance.now();
      this.#become('lost');
      this.#waitForHub();
    });
    hub.onreconnected(() => void this.#arrived(true));
    // Only a refused handshake closes for good (signed out, server replaced); start over. Not from within this call: what
    // follows it in SignalR takes away the transport, be it a new one, whose handshake would then never be sent.
    hub.onclose(() => setTimeout(() => void this.#start(true)));
    this.#hub = hub;
    await this.#start(false);
  }

  /** After signing in or out: the server knows the owner of a connection from its beginning only. */
  async reopen(): Promise<void> {
    this.#streams?.close();
    await this.#hub?.stop();
  }

  /** From the first call on. Each call catches up: begin when the lists that the news is for have been fetched. */
  watchAll(): void {
    this.#watchesAll = true;
    this.#watchEvery();
  }

  watch(dropId: string): () => void {
    const watchers = this.#watched.get(dropId) ?? 0;
    this.#watched.set(dropId, watchers + 1);
    if (watchers === 0) this.#watchOne(dropId);
    this.#streams?.keep(this.#watched.keys());
    return () => {
      const left = (this.#watched.get(dropId) ?? 1) - 1;
      if (left > 0) {
        this.#watched.set(dropId, left);
        return;
      }
      this.#watched.delete(dropId);
      this.#invoke('UnwatchDrop', dropId);
    };
  }

  async #start(again: boolean): Promise<void> {
    const hub = this.#hub;
    if (!hub) return;
    if (again) this.#become('lost');
    this.#waitForHub();
    let attempt = 0;
    await retrying(() => {
      this.#connectingSince = performance.now();
      const starting = hub.start();
      starting.catch(() => {
        if (++attempt > 1 && !this.#streams) this.#become('lost');
        this.#fallBack();
      });
      return starting;
    });
    await this.#arrived(again || attempt > 0);
  }

  async #arrived(afterLoss: boolean): Promise<void> {
    clearTimeout(this.#waiting);
    clearInterval(this.#looking);
    this.#streams?.close();
    this.#streams = undefined;
    this.#become('connected');
    if (this.#watchesAll) this.#watchEvery();
    for (const dropId of this.#watched.keys()) this.#watchOne(dropId);
    if (!afterLoss) return;
    // Everyone lost the same server at the same time: what was missed is fetched a little apart.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
    await this.#client.invalidateQueries();
  }

  #waitForHub(): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#fallBack(), PATIENCE_MS);
  }

  /** Until a WebSocket gets through: streams of the drops that are watched. What they do not tell the pages ask for, while this is not connected. */
  #fallBack(): void {
    clearTimeout(this.#waiting);
    if (this.#streams || this.#isConnected()) return;
    const streams = new DropStreams((event, payload) => this.#hear(event, payload));
    this.#streams = streams;
    const look = () => {
      streams.keep(this.#watched.keys());
      const quietFor = this.#watchesAll || this.#watched.size === 0 ? null : streams.quietForMs(this.#watched.keys());
      this.#become(quietFor === null ? 'lost' : 'connected');
      const now = performance.now();
      if (quietFor === null || quietFor < QUIET_MS || now - this.#askedAt < QUIET_MS) return;
      this.#askedAt = now;
      void this.#client.invalidateQueries({ queryKey: dropKeys.all });
    };
    clearInterval(this.#looking);
    this.#looking = setInterval(look, LOOK_MS);
    look();
  }

  #hear(event: string, payload: unknown): void {
    switch (event) {
      case 'snapshot':
      case 'dropCreated':
      case 'dropChanged':
        this.#mailbox.drop(payload as Drop);
        break;
      case 'stockChanged':
        this.#mailbox.stock(payload as StockChanged);
        break;
      case 'purchaseCompleted':
        this.#mailbox.purchase(payload as PurchaseCompleted);
        break;
      case 'reservationChanged':
        this.onReservationChanged?.(payload as Reservation);
        break;
      case 'reservationExpired':
        this.onReservationExpired?.(payload as ReservationExpired);
        break;
    }
  }

  /** SignalR's enum by its value: importing the enum would bring its whole code into the first chunk. */
  #isConnected(): boolean {
    return String(this.#hub?.state) === 'Connected';
  }

  #watchOne(dropId: string): void {
    if (!this.#isConnected()) return;
    // The answer is the drop as it is now: whatever happened before the watch began is in it.
    this.#hub?.invoke<Drop | null>('WatchDrop', dropId).then(
      (drop) => {
        if (drop) this.#mailbox.drop(drop);
      },
      () => void this.#client.invalidateQueries({ queryKey: dropKeys.one(dropId) }),
    );
  }

  #watchEvery(): void {
    if (!this.#isConnected()) return;
    this.#hub?.invoke<StockChanged[] | null>('WatchDrops').then(
      (stock) => {
        stock?.forEach((event) => this.#mailbox.stock(event));
        // One that was announced between the fetch of the lists and this watch. Ended ones are listed by pages: those may be unknown.
        if (stock?.some(({ dropId, status }) => status !== 'ended' && !knowsDrop(this.#client, dropId))) void this.#client.invalidateQueries({ queryKey: dropKeys.lists });
      },
      () => void this.#client.invalidateQueries({ queryKey: dropKeys.lists }),
    );
  }

  #invoke(method: string, ...args: unknown[]): void {
    // Without a connection there is nothing to say: #arrived says it all again.
    if (this.#isConnected()) this.#hub?.invoke(method, ...args).catch(() => undefined);
  }

  #become(state: LiveState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#listeners.forEach((tell) => tell());
  }
}

async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs(tries)));
    }
  }
}
