import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { WebhookError, signWebhook, verifyWebhook } from '../src/index.js';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const other = `whsec_${randomBytes(24).toString('base64')}`;
const body = JSON.stringify({ id: 'evt_1', type: 'purchase.created', timestamp: '2026-01-01T00:00:00.000Z', data: { name: 'Schöne Größe 👟' } });

const headersBy = (library: Webhook, text: string, at = new Date()) => ({
  'webhook-id': 'evt_1', 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': library.sign('evt_1', at, text),
});

test('what the library of Standard Webhooks signs is taken', async () => {
  const headers = headersBy(new Webhook(secret), body);
  expect(await verifyWebhook(body, headers, secret)).toEqual(JSON.parse(body));
  expect((await verifyWebhook(new TextEncoder().encode(body), new Headers(headers), [other, secret])).id).toBe('evt_1');
  expect((await verifyWebhook(body, { 'Webhook-Id': 'evt_1', 'Webhook-Timestamp': headers['webhook-timestamp'], 'Webhook-Signature': headers['webhook-signature'] }, secret)).type).toBe('purchase.created');
});

test('the library takes what we sign', async () => {
  expect(new Webhook(secret).verify(body, await signWebhook(body, secret, 'evt_1'))).toEqual(JSON.parse(body));
});

test('one good signature among several is enough, while a secret is changed', async () => {
  const headers = headersBy(new Webhook(secret), body);
  const several = `v1a,AAAA v1,not-base64! ${new Webhook(other).sign('evt_1', new Date(), body)} ${headers['webhook-signature']}`;
  expect((await verifyWebhook(body, { ...headers, 'webhook-signature': several }, secret)).id).toBe('evt_1');
});

const good = () => headersBy(new Webhook(secret), body);
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

test.each([
  ['no headers', () => [body, {}]],
  ['no signature', () => [body, { ...good(), 'webhook-signature': '' }]],
  ['a signature without its version', () => [body, { ...good(), 'webhook-signature': good()['webhook-signature'].slice(3) }]],
  ['half a signature', () => [body, { ...good(), 'webhook-signature': good()['webhook-signature'].slice(0, 20) }]],
  ['two headers of one name', () => [body, { ...good(), 'webhook-signature': [good()['webhook-signature'], 'v1,AAAA'] }]],
  ['another secret', () => [body, headersBy(new Webhook(other), body)]],
  ['one byte more', () => [`${body} `, good()]],
  ['another id', () => [body, { ...good(), 'webhook-id': 'evt_2' }]],
  ['six minutes old', () => [body, headersBy(new Webhook(secret), body, minutes(-6))]],
  ['six minutes ahead', () => [body, headersBy(new Webhook(secret), body, minutes(6))]],
  ['no time', () => [body, { ...good(), 'webhook-timestamp': '1e9' }]],
  ['no JSON', () => ['[', headersBy(new Webhook(secret), '[')]],
] as [string, () => [string, Record<string, string>]][])('%s is refused', async (_, make) => {
  const [text, headers] = make();
  await expect(verifyWebhook(text, headers, secret)).rejects.toBeInstanceOf(WebhookError);
});

test('a secret that is none is said to be so', async () => {
  await expect(verifyWebhook(body, good(), 'whsec_?')).rejects.toThrow('base64');
});
