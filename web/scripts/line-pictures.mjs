/**
 * Pictures of every state of a line, to be looked at: `node scripts/line-pictures.mjs FOLDER [STATE…]`, after `npm run build` and a build of
 * tests/Stampede.Browser.Tests (its Playwright is used). The server's answers are made up here, so this shows looks and proves nothing.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, resolve } from 'node:path';

const [folder = 'pictures', ...wanted] = process.argv.slice(2);
const web = resolve(import.meta.dirname, '..');
const { chromium } = createRequire(import.meta.url)(resolve(web, '../tests/Stampede.Browser.Tests/bin/Release/net10.0/.playwright/package'));

const now = Date.now();
const at = (seconds) => new Date(now + seconds * 1000).toISOString();
const HOUR = 3_600;
const [commit, root, secret, seed, ticket] = ['c', '7', '5', 'a', 'f'].map((digit) => digit.repeat(64));
const entryId = '0123456789abcdef0123456789abcdef';
const price = { amountMinor: 19_900, currency: 'EUR' };
const ids = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6'];
const labels = ['EU 39', 'EU 40', 'EU 41', 'EU 42', 'EU 43', 'EU 44 (Wide)'];
const stock = { total: 80, available: 0, held: 30, sold: 50 };

const base = {
  drop: {
    id: 'd1', slug: 'air-one', name: 'Air One Signature', description: 'One hundred pairs, numbered by hand.', imageUrl: null, pictures: [], sizeGuide: null, price, status: 'live', availability: 'allHeld', startsAt: at(-600),
    endsAt: null, holdSeconds: 60, limitPerCustomer: 1, payment: 'none', variants: ids.map((id, i) => ({ id, label: labels[i], ...stock, availability: 'allHeld' })), latestPurchasers: [],
    latestPurchasersMax: 3, entrance: 'queue', waitlist: false, lineNumber: 12, version: 9, serverTime: at(0),
  },
  line: {
    dropId: 'd1', number: 12, phase: 'serving', mode: 'queue', waitlist: false, tempo: 'live', closesAt: at(-610), reviewMinutes: 0, startsAt: at(-600), size: 12_400, shuffled: 12_300, places: 12_400, servedTo: 318,
    perVariant: ids.map((id, i) => ({ id, label: labels[i], inLine: 2_100 + 900 * i, servedTo: 60 + i, units: 80, available: 0, held: 30, sold: 50, openToAll: false, lastsUntil: { low: 90, likely: 120, high: 140 } })),
    offersMade: 318, offersEnded: 250, offersBought: 200, offersClaimed: 280, pacePerMinute: 60, claimSeconds: 30, paySeconds: 86_400, holdSeconds: 60, limitPerCustomer: 1, price, logSize: 12_500, commit, root, secret,
    beacon: { kind: 'drand', chain: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971', round: 4_711_000, what: null, mixed: `drand/52db9ba7/4711000/${seed}` }, seed, sendsLetters: true, pollAfter: 60, serverTime: at(0),
  },
  entry: {
    state: 'waiting', entryId, seq: 4_012, joinedAt: at(-3 * HOUR), preferences: ['v4', 'v5', 'v6'], quantity: 1, ticket, place: 1_024, placeIn: [{ variantId: 'v4', place: 210, odds: 'possible' }, { variantId: 'v5', place: 340, odds: 'unlikely' }, { variantId: 'v6', place: 88, odds: 'very_likely' }],
    odds: 'very_likely', placesPerUnit: 3, pollAfter: 60, serverTime: at(0),
  },
  me: { id: 'c1', displayName: 'Alexandra', email: 'alexandra.long-name@example.com', roles: ['customer'] },
  holds: [],
  purchases: [],
};
const guest = { id: 'c1', displayName: 'Alexandra', roles: ['customer'] };
const before = { phase: 'gathering', closesAt: at(2 * HOUR), startsAt: at(2 * HOUR + 10), shuffled: null, places: null, servedTo: 0, seed: null, secret: null, root: null, beacon: { ...base.line.beacon, mixed: null }, offersMade: 0, offersEnded: 0 };
const upcoming = { status: 'upcoming', availability: 'available', startsAt: at(2 * HOUR + 10), variants: base.drop.variants.map((v) => ({ ...v, available: 80, held: 0, sold: 0, availability: 'available' })) };
const undrawn = { ticket: null, place: null, placeIn: [], odds: null };
const draw = { mode: 'draw', tempo: 'calm' };
const ofDraw = { entrance: 'draw' };
const hold = (over, offer) => ({
  id: 'r1', dropId: 'd1', variantId: 'v4', quantity: 1, status: 'active', price, createdAt: at(-5), expiresAt: at(25), keptUntil: at(25), serverTime: at(0), dropVersion: 9, ...over, offer: { choice: 0, ...offer },
});
const sold = { availability: 'soldOut', status: 'live', variants: base.drop.variants.map((v) => ({ ...v, held: 0, sold: 80, availability: 'soldOut' })) };
const one = { variants: base.drop.variants.slice(0, 1) };
const oneSize = { perVariant: base.line.perVariant.slice(0, 1) };
const oddsOf = (odds) => ({ odds, preferences: ['v4'], placeIn: [{ variantId: 'v4', place: 210, odds }] });
const gone = { perVariant: base.line.perVariant.map((v) => ({ ...v, held: 0, sold: 80 })) };

const states = {
  'before, queue': { line: before, drop: upcoming, entry: null, me: null },
  'before, draw, nobody yet': { line: { ...before, ...draw, size: 0, sendsLetters: false, beacon: { kind: 'none', chain: null, round: null, what: null, mixed: null } }, drop: { ...upcoming, ...ofDraw, limitPerCustomer: 2 }, entry: null, me: guest },
  'before, late': { entry: null, me: null },
  'before, waitlist': { line: { mode: 'open', waitlist: true, tempo: 'calm', beacon: { ...before.beacon, kind: 'none' }, ...oneSize, seed: null, root: null, secret: null, closesAt: null }, drop: { entrance: 'open', waitlist: true, ...one }, entry: null, me: guest },
  'shut, draw': { line: draw, drop: ofDraw, entry: null },
  joined: { line: before, drop: upcoming, entry: undrawn, me: guest },
  'joined, draw, no letters': { line: { ...before, ...draw, sendsLetters: false }, drop: { ...upcoming, ...ofDraw }, entry: undrawn },
  review: { line: { ...before, ...draw, phase: 'closed', closesAt: at(-60), reviewMinutes: 90 }, drop: { ...upcoming, ...ofDraw }, entry: undrawn },
  closed: { line: { ...before, phase: 'closed', closesAt: at(-2), startsAt: at(8) }, drop: { ...upcoming, startsAt: at(8) }, entry: undrawn, me: guest },
  'sealed, no beacon yet': { line: { ...before, phase: 'sealed', closesAt: at(-2), startsAt: at(8), root, secret }, drop: { ...upcoming, startsAt: at(8) }, entry: undrawn },
  drawn: { line: { servedTo: 0, startsAt: at(8), offersMade: 0, perVariant: base.line.perVariant.map((v) => ({ ...v, lastsUntil: null, servedTo: 0, available: 80, held: 0, sold: 0 })) }, drop: { ...upcoming, startsAt: at(8) }, entry: { odds: null, placeIn: base.entry.placeIn.map((one) => ({ ...one, odds: null })) } },
  'waiting, far': { entry: { place: 11_987, ...oddsOf('unlikely') } },
  'waiting, near': { entry: { place: 320, ...oddsOf('certain') } },
  'waiting, next': { entry: { place: 319, ...oddsOf('certain') }, me: guest },
  'waiting, mixed odds': {},
  'waiting, odds unknown': { line: { pacePerMinute: null }, entry: { placeIn: base.entry.placeIn.map((one) => ({ ...one, odds: null })), odds: null } },
  'waiting, all sold': { line: gone, entry: oddsOf('sold_out') },
  'waiting, all sold, waitlist, calm': { line: { ...gone, waitlist: true, tempo: 'calm', sendsLetters: false }, entry: oddsOf('sold_out'), me: guest },
  'waiting, no place yet': { entry: { place: null, placeIn: [], odds: null, ticket: null } },
  paused: { line: { phase: 'paused' } },
  missed: { entry: { state: 'missed', reason: 'to_the_end', place: 12_401 } },
  'turn, live': { entry: { state: 'offered' }, holds: [hold({}, { claimBy: at(25), payBy: null })] },
  'turn, live, second choice': { entry: { state: 'offered' }, holds: [hold({ variantId: 'v5' }, { claimBy: at(25), payBy: null, choice: 1 })] },
  'turn, calm': { line: draw, drop: ofDraw, entry: { state: 'offered' }, holds: [hold({ keptUntil: at(23 * HOUR), expiresAt: at(23 * HOUR) }, { claimBy: null, payBy: at(23 * HOUR) })] },
  claimed: { entry: { state: 'offered' }, holds: [hold({ keptUntil: at(58), expiresAt: at(58) }, { claimBy: null, payBy: at(58) })] },
  bought: { entry: { state: 'bought' }, purchases: [{ id: 'p1', number: 'ST-7F3K-92', reservationId: 'r1', dropId: 'd1', variantId: 'v4', quantity: 1, price, purchasedAt: at(-5), dropVersion: 9 }] },
  'second miss': { entry: { state: 'missed', reason: 'twice', place: 12_401 } },
  'said no': { entry: { state: 'lapsed', reason: 'declined' } },
  'not paid': { line: draw, drop: ofDraw, entry: { state: 'lapsed', reason: 'not_paid' } },
  over: { line: { phase: 'finished', ...gone }, drop: sold },
  excluded: { line: { ...before, ...draw, phase: 'closed', closesAt: at(-60) }, drop: { ...upcoming, ...ofDraw }, entry: { ...undrawn, state: 'excluded', reason: 'One person, four accounts from one address. Write to us if that is wrong.' } },
  skipped: { entry: { state: 'skipped', reason: 'Sold by hand in the shop.' } },
  left: { entry: { state: 'withdrawn' } },
  cancelled: { line: { ...before, phase: 'cancelled', cancelledReason: 'The shoes did not arrive.' }, drop: upcoming, entry: undrawn },
  'cancelled, outsider': { line: { ...before, phase: 'cancelled', cancelledReason: 'The shoes did not arrive.' }, drop: upcoming, entry: null, me: null },
};

const looks = [
  { name: 'phone-light-en', viewport: { width: 390, height: 844 }, colorScheme: 'light', locale: 'en-GB' },
  { name: 'phone-dark-de', viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'de-DE' },
  { name: 'desk-light-de', viewport: { width: 1440, height: 900 }, colorScheme: 'light', locale: 'de-DE' },
  { name: 'desk-dark-en', viewport: { width: 1440, height: 900 }, colorScheme: 'dark', locale: 'en-GB' },
];

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

async function answerFiles(route) {
  const { pathname } = new URL(route.request().url());
  const name = extname(pathname) === '' ? 'index.html' : pathname;
  try {
    await route.fulfill({ body: readFileSync(join(web, 'dist', name)), contentType: TYPES[extname(name)] ?? 'application/octet-stream' });
  } catch {
    await route.fulfill({ status: 404 });
  }
}

function answer({ drop, line, entry, me, holds, purchases }, { pathname, search }) {
  if (pathname.endsWith('/accounts/session')) return { me };
  if (pathname.endsWith('/me/lines')) return { items: entry === null ? [] : [entry], next: null };
  if (pathname.endsWith('/line/me')) return entry;
  if (pathname.endsWith('/line')) return line;
  if (pathname.endsWith('/me/reservations')) return { items: search.includes('active') ? holds : [], next: null };
  if (pathname.endsWith('/me/purchases')) return { items: purchases, next: null };
  return /\/drops\/(air-one|d1)$/.test(pathname) ? drop : null;
}

const over = (part, change) => (change === null ? null : Array.isArray(part) ? (change ?? part) : { ...part, ...change });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
mkdirSync(folder, { recursive: true });
for (const { name: look, ...device } of looks) {
  const context = await browser.newContext(device);
  for (const [name, change] of Object.entries(states)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const shown = Object.fromEntries(Object.entries(base).map(([part, value]) => [part, over(value, change[part])]));
    const page = await context.newPage();
    const said = [];
    page.on('pageerror', (error) => said.push(error.message));
    await page.routeWebSocket('**/live', () => undefined);
    await page.route('**/*', answerFiles);
    await page.route('**/api/v1/**', (route) => {
      const body = answer(shown, new URL(route.request().url()));
      return body === null ? route.fulfill({ status: 404, json: { code: 'not_in_line' } }) : route.fulfill({ json: body });
    });
    await page.goto('http://shop.test/drops/air-one');
    await page.locator('article #line, article section').first().waitFor();
    await page.waitForLoadState('networkidle');
    const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    if (wide > 0) said.push(`${wide} px wider than the screen`);
    await page.screenshot({ path: join(folder, `${look} ${name}.png`), fullPage: device.viewport.width < 500 });
    if (said.length > 0) console.log(look, name, said.join('; '));
    await page.close();
  }
  await context.close();
}
await browser.close();
