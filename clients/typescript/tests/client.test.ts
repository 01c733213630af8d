import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Stampede, StampedeProblem, all, type Drop, type LiveEvent } from '../src/index.js';
import { Road } from './road.js';

const { address, operator, key } = inject('shop');
const owner = new Stampede({ baseUrl: address, token: operator });
let road: Road;

beforeAll(async () => {
  road = await Road.to(address);
});

afterAll(() => road.close());

const offer = async (body: Record<string, unknown> = {}): Promise<Drop> =>
  (await owner.api.POST('/api/v1/drops', {
    body: { name: `Drop ${randomUUID()}`, price: { amountMinor: 19_900, currency: 'USD' }, totalStock: 10, ...body },
  })).data!;

/** A customer of a shop's own server, on a road of trouble. */
const shopper = (baseUrl = road.address) => new Stampede({ baseUrl, token: key }).actingFor(`customer-${randomUUID()}`);

const problemOf = async (promise: Promise<unknown>): Promise<StampedeProblem> => {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(StampedeProblem);
  return error as StampedeProblem;
};

test('a shop reserves, pays and buys for its customer, and what is refused has its code', async () => {
  const drop = await offer({ payment: 'required' });
  const alice = shopper(address);
  const reservation = await alice.reserve(drop.slug, { quantity: 1 });
  expect(reservation).toMatchObject({ dropId: drop.id, status: 'active', quantity: 1 });

  const again = await problemOf(alice.reserve(drop.id));
  expect([again.code, again.status]).toEqual(['already_reserved', 409]);
  expect(again.body.reservation).toMatchObject({ id: reservation.id });

  const payment = await alice.pay(drop.id, reservation.id, { card: '4242424242424242' });
  expect(payment.purchaseId).toBeTruthy();
  expect((await alice.reservation(drop.id, reservation.id)).status).toBe('purchased');
  expect((await problemOf(shopper(address).reservation(drop.id, reservation.id))).code).toBe('reservation_not_found');
  expect((await problemOf(new Stampede({ baseUrl: address }).reserve(drop.id))).code).toBe('unauthenticated');

  const free = await offer({ price: { amountMinor: 0, currency: 'USD' } });
  const bob = shopper(address);
  const held = await bob.reserve(free.id);
  expect((await bob.buy(free.id, held.id)).id).toBe((await bob.buy(free.id, held.id)).id);
});

test('an answer that is lost is asked for again under the same key, and has one effect', async () => {
  const drop = await offer();
  let lost = 0;
  road.next = () => (lost++ < 2 ? 'loseAnswer' : 'pass');
  const reservation = await shopper().reserve(drop.id, { quantity: 1 });
  expect(reservation.status).toBe('active');
  expect((await owner.drop(drop.id)).variants[0]).toMatchObject({ held: 1, available: 9 });

  // A key that the caller keeps brings the first answer, from another process too.
  road.next = () => 'pass';
  const carol = shopper();
  const first = await carol.reserve(drop.id, { key: 'order 1' });
  expect((await carol.reserve(drop.id, { key: 'order 1' })).id).toBe(first.id);
});

test('"not now" is waited for as long as the server says, a bounded number of times', async () => {
  const drop = await offer();
  road.seen.length = 0;
  let refusals = 1;
  road.next = (_, answer) => {
    if (refusals-- <= 0) return 'pass';
    answer.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '0' }).end('{"code":"overloaded","title":"Too busy"}');
    return 'done';
  };
  expect((await shopper().reserve(drop.id)).status).toBe('active');
  expect(road.seen).toHaveLength(2);

  refusals = Infinity;
  road.seen.length = 0;
  const busy = await problemOf(new Stampede({ baseUrl: road.address, triesMax: 3 }).drop(drop.id));
  expect([busy.code, busy.retryAfterSeconds, road.seen.length]).toEqual(['overloaded', 0, 3]);

  // Who is to come back in an hour hears it at once.
  road.next = (_, answer) => (answer.writeHead(429, { 'Retry-After': '3600' }).end(), 'done');
  road.seen.length = 0;
  const later = await problemOf(shopper().drop(drop.id));
  expect([later.code, later.retryAfterSeconds, road.seen.length]).toEqual(['unknown', 3600, 1]);
});

test('what could have a second effect is sent once', async () => {
  road.next = () => 'loseAnswer';
  road.seen.length = 0;
  const anybody = new Stampede({ baseUrl: road.address });
  const lost = await problemOf(anybody.api.POST('/api/v1/accounts/guest', { body: { displayName: 'dora' } }));
  expect([lost.code, lost.status, road.seen]).toEqual(['no_answer', 0, ['POST /api/v1/accounts/guest']]);
  road.next = () => 'pass';
});

test('a server that is silent is not waited for without end', async () => {
  road.next = () => 'done';
  const silent = await problemOf(new Stampede({ baseUrl: road.address, triesMax: 2, timeoutMs: 50 }).drop('any'));
  expect(silent.code).toBe('no_answer');
  road.next = () => 'pass';
});

test('all pages of a list', async () => {
  const made = await Promise.all([1, 2, 3].map(() => offer()));
  const names: string[] = [];
  for await (const { name } of all((cursor) => owner.api.GET('/api/v1/drops', { params: { query: { limit: '2', ...(cursor === undefined ? {} : { cursor }) } } }))) names.push(name);
  expect(names).toEqual(expect.arrayContaining(made.map(({ name }) => name)));
  expect(new Set(names).size).toBe(names.length);

  const told: string[] = [];
  for await (const { id } of all((after) => owner.api.GET('/api/v1/events', { params: { query: { limit: '2', ...(after === undefined ? {} : { after }) } } }))) told.push(id);
  expect(told.length).toBeGreaterThan(2);
  expect(new Set(told).size).toBe(told.length);
});

test('live events go on after a break, and end when nobody wants them', async () => {
  const drop = await offer({ price: { amountMinor: 0, currency: 'USD' } });
  const nobody = new AbortController();
  const heard = new Stampede({ baseUrl: road.address }).watch(drop.id, nobody.signal);
  const until = async (wanted: (live: LiveEvent) => boolean): Promise<LiveEvent> => {
    for (;;) {
      const { value, done } = await heard.next();
      if (done) throw new Error('The events have ended');
      if (wanted(value)) return value;
    }
  };
  const free = (live: LiveEvent) => (live.event === 'snapshot' || live.event === 'stockChanged' ? live.data.variants[0]?.available : undefined);
  await until((live) => live.event === 'snapshot' && free(live) === 10);
  const eve = shopper(address);
  const reservation = await eve.reserve(drop.id);
  await until((live) => live.event === 'stockChanged' && free(live) === 9);
  road.cut();
  await eve.buy(drop.id, reservation.id);
  await until((live) => live.event === 'snapshot' && live.data.variants[0]?.sold === 1);
  nobody.abort();
  expect((await heard.next()).done).toBe(true);

  const nothing = await problemOf(new Stampede({ baseUrl: address }).watch('no-such-drop').next());
  expect(nothing.code).toBe('drop_not_found');
});
