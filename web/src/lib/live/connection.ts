import type { HubConnection } from '@microsoft/signalr';
import type { QueryClient } from '@tanstack/react-query';
import type { Drop, Instant, PurchaseCompleted, Reservation, ReservationExpired, StockChanged } from '../api/types';
import { serverClock } from '../clock';
import { retryDelayMs } from '../retry';
import { deliver, dropKeys, knowsDrop } from '../drops/cache';
import { Mailbox } from './mailbox';
import { DropStreams } from './streams';

/** `resting`: given up on purpose, while nothing on the page needs it. */
export type LiveState = 'connecting' | 'connected' | 'lost' | 'resting';

/** A WebSocket that is not open after this time may never be: a proxy may keep it waiting. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 1_000;

/** A stream that was quiet for this long may be held back by a proxy: the page asks the server. */
const QUIET_MS = 10_000;

/**
 * The one live connection of the page. While the page needs it, it never gives up: after a break it watches the same drops again and
 * fetches what it missed.
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
  #rests = 0;
  #isStarting = false;
  readonly #client: QueryClient;
  readonly #mailbox: Mailbox;
  /** A hold of the visitor has lapsed. */
  onReservationExpired: ((event: ReservationExpired) => void) | undefined;
  /** A reservation of the visitor has changed, on this device or another one. */
  onReservationChanged: ((reservation: Reservation) => void) | undefined;

  /** The line has set something aside for the visitor. */
  onOfferMade: ((offer: Reservation) => void) | undefined;

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
    hub.on('offerMade', (offer: Reservation) => this.onOfferMade?.(offer));
    hub.on('reservationExpired', (event: ReservationExpired) => this.onReservationExpired?.(event));
    hub.onreconnecting(() => {
      this.#connectingSince = performance.now();
      this.#become('lost');
      this.#waitForHub();
    });
    hub.onreconnected(() => void this.#arrived(true));
    // Only a refused handshake (signed out, server replaced) closes the hub, so start again. Not within this call: after it SignalR
    // removes the transport. It would remove the new one, and its handshake would never be sent.
    hub.onclose(() => setTimeout(() => void this.#start(true)));
    this.#hub = hub;
    await this.#start(false);
  }

  /** For signing in or out: the server reads the owner of a connection only at its start. */
  async reopen(): Promise<void> {
    this.#streams?.close();
    await this.#hub?.stop();
  }

  /** Watches all drops from now on. Call it when the lists have been fetched, so that no news falls in between. */
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

  /**
   * A million people may wait for the same thing, and most of them for long: no connection is kept for them. It comes back when the
   * last call of this is taken back.
   */
  rest(): () => void {
    if (++this.#rests === 1) {
      clearTimeout(this.#waiting);
      clearInterval(this.#looking);
      this.#streams?.close();
      this.#streams = undefined;
      this.#become('resting');
      void this.#hub?.stop();
    }
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (--this.#rests > 0) return;
      this.#become('connecting');
      void this.#start(true);
    };
  }

  async #start(again: boolean): Promise<void> {
    const hub = this.#hub;
    if (!hub || this.#isStarting || this.#rests > 0) return;
    this.#isStarting = true;
    if (again && this.#state !== 'connecting') this.#become('lost');
    this.#waitForHub();
    let failures = 0;
    while (this.#rests === 0 && !(await this.#tryStart(hub))) {
      if (++failures > 1 && !this.#streams) this.#become('lost');
      this.#fallBack();
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs(failures - 1)));
    }
    this.#isStarting = false;
    if (this.#rests === 0) await this.#arrived(again || failures > 0);
    else void hub.stop();
  }

  async #tryStart(hub: HubConnection): Promise<boolean> {
    this.#connectingSince = performance.now();
    try {
      await hub.start();
      return true;
    } catch {
      return false;
    }
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
    // All visitors lost the server at the same time. They fetch what they missed at slightly different times.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
    await this.#client.invalidateQueries();
  }

  #waitForHub(): void {
    clearTimeout(this.#waiting);
    if (this.#rests > 0) return;
    this.#waiting = setTimeout(() => this.#fallBack(), PATIENCE_MS);
  }

  /** Until a WebSocket gets through, streams bring the watched drops. While they don't, this is not connected, and the pages ask. */
  #fallBack(): void {
    clearTimeout(this.#waiting);
    if (this.#streams || this.#rests > 0 || this.#isConnected()) return;
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
      case 'offerMade':
        this.onOfferMade?.(payload as Reservation);
        break;
      case 'reservationExpired':
        this.onReservationExpired?.(payload as ReservationExpired);
        break;
    }
  }

  /** Compares with the enum's text: importing SignalR's enum would bring all its code into the first chunk. */
  #isConnected(): boolean {
    return String(this.#hub?.state) === 'Connected';
  }

  #watchOne(dropId: string): void {
    if (!this.#isConnected()) return;
    // The answer is the drop as it is now, with everything that happened before the watch began.
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
        // An unknown drop was announced after the lists were fetched. Ended drops may be unknown, because their list is read by pages.
        if (stock?.some(({ dropId, status }) => status !== 'ended' && !knowsDrop(this.#client, dropId))) void this.#client.invalidateQueries({ queryKey: dropKeys.lists });
      },
      () => void this.#client.invalidateQueries({ queryKey: dropKeys.lists }),
    );
  }

  #invoke(method: string, ...args: unknown[]): void {
    // Without a connection nothing has to be said: #arrived says everything again.
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
