/** An event as a webhook brings it, and as `GET /api/v1/events` does: `id` is the same for ever, in a repetition too. */
export interface WebhookEvent<T = Record<string, unknown>> {
  id: string;
  type: string;
  timestamp: string;
  dropId?: string | null;
  /** With `previousSequence` a receiver sees whether one is missing. */
  sequence?: number;
  previousSequence?: number | null;
  data: T;
}

/** It is not from your shop, or not from now. Answer 400, and do nothing. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
}

type HeaderBag = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WebhookOptions {
  /** How old, or how far ahead by a wrong clock, a webhook may be. */
  toleranceSeconds?: number;
  now?: Date;
}

const encoder = new TextEncoder();

/**
 * Checks a webhook as https://www.standardwebhooks.com says.
 * @param body As it came, byte for byte: not parsed and written again.
 * @param secret `whsec_…`; several while you change from one to the next.
 * @throws WebhookError
 */
export async function verifyWebhook<T = Record<string, unknown>>(
  body: string | Uint8Array, headers: HeaderBag, secret: string | readonly string[], { toleranceSeconds = 300, now = new Date() }: WebhookOptions = {},
): Promise<WebhookEvent<T>> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headerOf(headers, name));
  if (!id || !timestamp || !signatures) throw new WebhookError('A webhook has the headers webhook-id, webhook-timestamp and webhook-signature');
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new WebhookError(`The webhook is not from the last ${toleranceSeconds} seconds, or a clock is wrong`);
  }
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const signed = bytesToSign(id, timestamp, body);
  const given = signatures.split(' ').filter((one) => one.startsWith('v1,')).map((one) => fromBase64(one.slice(3)));
  for (const one of typeof secret === 'string' ? [secret] : secret) {
    const key = await keyOf(one);
    for (const signature of given) {
      // Takes as long whichever byte differs.
      if (signature !== null && (await crypto.subtle.verify('HMAC', key, signature, signed))) return { ...parse(text), id } as WebhookEvent<T>;
    }
  }
  throw new WebhookError('No signature of the webhook fits its body and your secret');
}

/** The three headers of a webhook, for tests of a receiver. */
export async function signWebhook(body: string, secret: string, id: string, at = new Date()): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = await crypto.subtle.sign('HMAC', await keyOf(secret), bytesToSign(id, timestamp, body));
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}` };
}

function bytesToSign(id: string, timestamp: string, body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(`${id}.${timestamp}.`);
  const rest = typeof body === 'string' ? encoder.encode(body) : body;
  const all = new Uint8Array(head.length + rest.length);
  all.set(head);
  all.set(rest, head.length);
  return all;
}

function parse(text: string): object {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event === 'object' && event !== null) return event;
  } catch {
    // Told below.
  }
  throw new WebhookError('The body of the webhook is no JSON object');
}

function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = fromBase64(secret.replace(/^whsec_/, ''));
  if (bytes === null || bytes.length === 0) throw new WebhookError('A secret is "whsec_" and base64');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Node's headers may be lists; a header that stands there twice is no one's signature. */
function headerOf(headers: HeaderBag, name: string): string | undefined {
  const value = headers instanceof Headers ? headers.get(name) : Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
