import createFetchClient, { type Client } from 'openapi-fetch';
import { KEYED } from './generated/keyed.js';
import type { components, paths } from './generated/schema.js';
import { watch, type LiveEvent } from './live.js';
import { StampedeProblem } from './problem.js';
import { persist, type Patience } from './retry.js';

type Schemas = components['schemas'];
export type Drop = Schemas['DropSnapshot'];
export type Reservation = Schemas['Reservation'];
export type Purchase = Schemas['Receipt'];
export type Payment = Schemas['PaymentAnswer'];

export interface StampedeOptions {
  /** Where the shop is: `https://drops.example.com`, or `https://example.com/shop` below a path. */
  baseUrl: string;
  /** A key for machines (`stk_…`) or a session's access token; a function, where it changes. Without one: what everybody may read. */
  token?: string | (() => string | Promise<string>);
  /** Your own name for the customer whom a key with the scope `customers:act` acts for. See `actingFor`. */
  customer?: string;
  /** How often a request is sent at most: 5. */
  triesMax?: number;
  /** For each try: 15 s. */
  timeoutMs?: number;
  fetch?: typeof globalThis.fetch;
}

export interface ReserveOptions {
  /** May be left out where the drop has one size. */
  variantId?: string;
  quantity?: number;
  /** Names this wish: sent again with it, after a crash too, it gives the first answer. Without one, each call is a wish of its own. */
  key?: string;
}

/** A page of a list. */
export interface Page<T> {
  items: T[];
  next?: string | number | null;
  /** Of events, which always have a next page to ask for later. */
  more?: boolean;
}

export class Stampede {
  /** Every operation of the API, typed by its description. What fails is thrown as a StampedeProblem. */
  readonly api: Client<paths>;
  readonly #options: StampedeOptions;

  constructor(options: StampedeOptions) {
    this.#options = options;
    const { triesMax = 5, timeoutMs = 15_000, fetch = globalThis.fetch } = options;
    const patience: Patience = { triesMax, timeoutMs, fetch: (input, init) => fetch(input, init) };
    this.api = createFetchClient<paths>({ baseUrl: options.baseUrl, credentials: 'omit', fetch: (request: Request) => persist(request, patience) });
    this.api.use({
      onRequest: async ({ request, schemaPath }) => {
        await this.#identify(request.headers);
        if (request.method === 'POST' && KEYED.has(schemaPath) && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', newKey());
        return request;
      },
      onResponse: async ({ response }) => {
        if (!response.ok) throw await StampedeProblem.of(response);
      },
    });
  }

  /** The same shop, for one of your own customers. A key with the scope `customers:act` may do that. */
  actingFor(customer: string): Stampede {
    return new Stampede({ ...this.#options, customer });
  }

  drop(dropId: string): Promise<Drop> {
    return data(this.api.GET('/api/v1/drops/{dropId}', { params: { path: { dropId } } }));
  }

  /** Takes stock aside until `expiresAt`. */
  reserve(dropId: string, { key, ...body }: ReserveOptions = {}): Promise<Reservation> {
    return data(this.api.POST('/api/v1/drops/{dropId}/reservations', { params: { path: { dropId }, header: withKey(key) }, body }));
  }

  reservation(dropId: string, id: string): Promise<Reservation> {
    return data(this.api.GET('/api/v1/drops/{dropId}/reservations/{id}', { params: { path: { dropId, id } } }));
  }

  /** Gives the stock back. */
  cancel(dropId: string, id: string): Promise<Reservation> {
    return data(this.api.DELETE('/api/v1/drops/{dropId}/reservations/{id}', { params: { path: { dropId, id } } }));
  }

  /** Buys what costs nothing, or what was paid for. Once, however often it is called. */
  buy(dropId: string, reservationId: string): Promise<Purchase> {
    return data(this.api.POST('/api/v1/drops/{dropId}/reservations/{id}/purchase', { params: { path: { dropId, id: reservationId } } }));
  }

  /** Begins to pay; `purchaseId` of the answer is there once it is bought. */
  pay(dropId: string, reservationId: string, { key, ...body }: Schemas['PayBody'] & { key?: string }): Promise<Payment> {
    return data(this.api.POST('/api/v1/drops/{dropId}/reservations/{id}/payment', { params: { path: { dropId, id: reservationId }, header: withKey(key) }, body }));
  }

  payment(dropId: string, reservationId: string): Promise<Payment> {
    return data(this.api.GET('/api/v1/drops/{dropId}/reservations/{id}/payment', { params: { path: { dropId, id: reservationId } } }));
  }

  /**
   * What happens to a drop, until the signal ends it.
   * @example for await (const { event, data } of shop.watch('air-one', signal)) …
   */
  watch(dropId: string, signal: AbortSignal = new AbortController().signal): AsyncGenerator<LiveEvent, void, undefined> {
    const { baseUrl, fetch = globalThis.fetch } = this.#options;
    const address = `${baseUrl.replace(/\/+$/, '')}/api/v1/drops/${encodeURIComponent(dropId)}/events`;
    return watch(async (until) => {
      const headers = new Headers({ Accept: 'text/event-stream' });
      await this.#identify(headers);
      return fetch(address, { headers, signal: until, credentials: 'omit', cache: 'no-store' });
    }, signal);
  }

  async #identify(headers: Headers): Promise<void> {
    const { token, customer } = this.#options;
    if (token !== undefined) headers.set('Authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
    if (customer !== undefined) headers.set('Stampede-Customer', customer);
  }
}

/**
 * All items of a list, page by page.
 * @example for await (const drop of all((cursor) => shop.api.GET('/api/v1/drops', { params: { query: { cursor } } }))) …
 */
export async function* all<T>(page: (cursor: string | undefined) => Promise<{ data?: Page<T> | undefined }>): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const { items, next, more } = await data(page(cursor));
    yield* items;
    const following = more === false || next == null ? undefined : String(next);
    if (following !== undefined && following === cursor) throw new Error('The list does not go on: its next page is this one');
    cursor = following;
  } while (cursor !== undefined);
}

/** 128 random bits. Not crypto.randomUUID: in a browser that needs https, and a shop may be tried without. */
export const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const withKey = (key: string | undefined) => (key === undefined ? {} : { 'Idempotency-Key': key });

/** What fails was thrown before. */
async function data<T>(answer: Promise<{ data?: T | undefined }>): Promise<T> {
  return (await answer).data as T;
}
