import type { QueryClient } from '@tanstack/react-query';
import type { Drop, Page, Shop } from './api/types';
import { serverClock } from './clock';
import { dropKeys } from './drops/cache';

/** What the server wrote into the page, so that the page needs no answer before it can show something. */
interface PageData {
  shop?: Shop;
  /** The drop that the address names. */
  drop?: Drop;
  /** Of the home page. */
  live?: Page<Drop>;
  paused?: Page<Drop>;
  upcoming?: Page<Drop>;
  ended?: Page<Drop>;
}

/** The server makes a page anew each second; the other half is for slow machines. */
const PAGE_AGE_MAX_MS = 1_500;

const SHELVES = ['live', 'paused', 'upcoming', 'ended'] as const;

function read(): PageData {
  try {
    return JSON.parse(document.getElementById('page-data')?.textContent ?? '{}') as PageData;
  } catch {
    // Behind the dev server the page has no data, only the place for it.
    return {};
  }
}

/** The browser may show a page again that it loaded long ago: its data is then too old to begin with. */
function isFresh(navigation: PerformanceNavigationTiming | undefined): navigation is PerformanceNavigationTiming {
  return navigation !== undefined && navigation.type !== 'back_forward' && navigation.transferSize !== 0;
}

/**
 * Puts the data into the cache. Drops count as old at once: they are shown, and asked for again.
 * @returns The shop. Undefined: the page has no data.
 */
export function takePageData(client: QueryClient): Shop | undefined {
  const data = read();
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (!isFresh(navigation)) return data.shop;
  const drops = [data.drop, ...SHELVES.map((shelf) => data[shelf]?.items[0])];
  const serverTime = drops.find((drop) => drop !== undefined)?.serverTime;
  if (serverTime !== undefined) serverClock.observe({ serverTimeMs: Date.parse(serverTime), sentAt: navigation.requestStart - PAGE_AGE_MAX_MS, receivedAt: navigation.responseEnd });
  if (data.drop) {
    for (const address of [data.drop.id, data.drop.slug]) client.setQueryData(dropKeys.one(address), data.drop, { updatedAt: 0 });
  }
  for (const shelf of SHELVES) {
    const page = data[shelf];
    if (page) client.setQueryData(dropKeys.list(shelf), { pages: [page], pageParams: [null] }, { updatedAt: 0 });
  }
  return data.shop;
}
