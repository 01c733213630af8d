import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { Stampede, signWebhook } from '../src/index.js';

const { address, operator, key } = inject('shop');

/** docs/integration.md, "A shop's own server", as it stands there. */
test('the shop’s own server of the documents buys for its customer and hears of it', async () => {
  const owner = new Stampede({ baseUrl: address, token: operator });
  const { data: drop } = await owner.api.POST('/api/v1/drops', {
    body: { name: 'Of the documents', price: { amountMinor: 19_900, currency: 'USD' }, totalStock: 10, payment: 'required' },
  });
  // The server makes the secret, the example must know it from its start, and its address is known when it listens.
  const { data: webhook } = await owner.api.POST('/api/v1/webhooks', { body: { url: 'http://127.0.0.1:1/hooks', types: ['purchase.created'], drops: [drop!.id] } });
  Object.assign(process.env, { SHOP: address, SHOP_KEY: key, WEBHOOK_SECRET: webhook!.secret!, PORT: '0' });
  const { server } = await import('../../examples/typescript/shop.js');
  onTestFinished(() => void server.close());
  if (!server.listening) await once(server, 'listening');
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await owner.api.PATCH('/api/v1/webhooks/{webhookId}', { params: { path: { webhookId: webhook!.id } }, body: { url: `${here}/hooks` } });

  const order = async (number: string) =>
    (await fetch(`${here}/orders/${number}?drop=${drop!.slug}&customer=customer-1`, { method: 'POST' })).json() as Promise<{ purchaseId?: string; code?: string }>;
  const bought = await order('order-1');
  expect(bought.purchaseId).toBeTruthy();
  expect(await order('order-1')).toEqual(bought);
  expect((await order('order-2')).code).toBe('limit_reached');

  const packed = async (): Promise<unknown> => (await fetch(`${here}/packed`)).json();
  await vi.waitUntil(async () => bought.purchaseId! in ((await packed()) as object), { timeout: 100_000 });
  expect(await packed()).toEqual({ [bought.purchaseId!]: 'customer-1' });

  // What somebody else signs packs nothing.
  const body = JSON.stringify({ type: 'purchase.created', timestamp: new Date(), data: { purchaseId: 'forged', externalCustomerId: 'mallory' } });
  const headers = await signWebhook(body, `whsec_${btoa('a secret of somebody else entirely')}`, 'evt_1');
  expect((await fetch(`${here}/hooks`, { method: 'POST', body, headers })).status).toBe(400);
  expect(Object.keys((await packed()) as object)).toHaveLength(1);
});
