import { createServer } from 'node:http';
import { Stampede, StampedeProblem, WebhookError, verifyWebhook } from 'stampede-client';

const { SHOP = '', SHOP_KEY = '', WEBHOOK_SECRET = '', PORT = '8080' } = process.env;
const shop = new Stampede({ baseUrl: SHOP, token: SHOP_KEY });
const packed = new Map<string, string>();

/** Your customer presses "buy". The order's number is the key: pressed twice, or sent again after a crash, it is bought once. */
async function buy(key: string, drop: string, customer: string) {
  const buyer = shop.actingFor(customer);
  const reservation = await buyer.reserve(drop, { key });
  const { status, purchaseId } = await buyer.pay(drop, reservation.id, { card: '4242424242424242', key });
  return { status, purchaseId };
}

/** The shop tells what was sold, at least once: the purchase's id says whether it is packed already. */
async function hear(body: Buffer, headers: Record<string, string | string[] | undefined>) {
  const { type, data } = await verifyWebhook<{ purchaseId: string; externalCustomerId: string }>(body, headers, WEBHOOK_SECRET);
  if (type === 'purchase.created') packed.set(data.purchaseId, data.externalCustomerId);
}

export const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://here');
  const body: Buffer[] = [];
  for await (const part of request) body.push(part as Buffer);
  const answer = (status: number, content?: unknown) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(content && JSON.stringify(content));
  try {
    if (pathname === '/hooks') answer(204, await hear(Buffer.concat(body), request.headers));
    else if (pathname.startsWith('/orders/')) answer(200, await buy(pathname.slice(8), searchParams.get('drop') ?? '', searchParams.get('customer') ?? ''));
    else answer(200, Object.fromEntries(packed));
  } catch (error) {
    if (error instanceof WebhookError) answer(400, { message: error.message });
    else if (error instanceof StampedeProblem) answer(409, { code: error.code });
    else throw error;
  }
}).listen(Number(PORT));
