import { replaceEqualDeep, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import type { Drop, Page, PurchaseCompleted } from '../api/types';
import type { Mail } from '../live/mailbox';
import { applyPurchases, applyStock, newestDrop, type KeptDrop } from './patch';

/** Everything under `all` is a drop or pages of drops, so that live news finds every copy. */
export const dropKeys = {
  all: ['drops'] as const,
  one: (idOrSlug: string) => ['drops', 'one', idOrSlug] as const,
  lists: ['drops', 'list'] as const,
  list: (status: string) => ['drops', 'list', status] as const,
  found: (search: string) => ['drops', 'list', 'found', search] as const,
};

export const activityKey = ['activity'] as const;
const ACTIVITY_MAX = 12;

export const activityOf = ({ dropId, version }: PurchaseCompleted): string => `${dropId} ${version}`;

/** By time. Purchases of one drop may have the same time: then by version. */
export const byNewest = (a: PurchaseCompleted, b: PurchaseCompleted): number =>
  Date.parse(b.purchasedAt) - Date.parse(a.purchasedAt) || (a.dropId === b.dropId ? b.version - a.version : 0);

type DropPages = InfiniteData<Page<Drop>>;
const isPages = (data: Drop | DropPages): data is DropPages => 'pages' in data;

/** For `structuralSharing` of every query of drops: an answer that is older than the live news must not replace it. */
export function keepNewest(known: unknown, incoming: unknown): unknown {
  const before = known as Drop | DropPages | undefined;
  const after = incoming as Drop | DropPages;
  if (before === undefined) return after;
  if (!isPages(after)) return isPages(before) ? after : replaceEqualDeep(before, newestDrop(before, after));
  if (!isPages(before)) return after;
  const drops = new Map(before.pages.flatMap((page) => page.items).map((drop) => [drop.id, drop]));
  const pages = after.pages.map((page) => ({ ...page, items: page.items.map((drop) => newestDrop(drops.get(drop.id), drop)) }));
  return replaceEqualDeep(before, { ...after, pages });
}

function applyMail(drop: KeptDrop, mail: Mail): KeptDrop {
  let next = drop;
  // Also at a version that the stock has already: it brings the purchases that the live feed left out.
  const whole = mail.drops.get(drop.id);
  if (whole) next = newestDrop(next, whole);
  const stock = mail.stock.get(drop.id);
  if (stock) next = applyStock(next, stock);
  const bought = mail.purchases.get(drop.id);
  return bought ? applyPurchases(next, bought) : next;
}

export const knowsDrop = (client: QueryClient, dropId: string): boolean =>
  client.getQueriesData<DropPages>({ queryKey: dropKeys.lists }).some(([, data]) => data?.pages.some(({ items }) => items.some(({ id }) => id === dropId)));

/** Puts the news of one frame into every copy of its drops. */
export function deliver(client: QueryClient, mail: Mail): void {
  client.setQueriesData<Drop | DropPages>({ queryKey: dropKeys.all }, (data) => {
    if (data === undefined) return undefined;
    if (!isPages(data)) return applyMail(data, mail);
    const pages = data.pages.map((page) => {
      const items = page.items.map((drop) => applyMail(drop, mail));
      return items.some((drop, index) => drop !== page.items[index]) ? { ...page, items } : page;
    });
    return pages.some((page, index) => page !== data.pages[index]) ? { ...data, pages } : data;
  });

  // A new drop goes to the front of its list. The page orders drops by their time.
  for (const drop of mail.drops.values()) {
    client.setQueryData<DropPages>(dropKeys.list(drop.status), (data) => {
      const [first, ...rest] = data?.pages ?? [];
      if (!data || !first || data.pages.some((page) => page.items.some(({ id }) => id === drop.id))) return data;
      return { ...data, pages: [{ ...first, items: [drop, ...first.items] }, ...rest] };
    });
  }

  if (mail.purchases.size > 0) {
    client.setQueryData<PurchaseCompleted[]>(activityKey, (known = []) => {
      const byKey = new Map([...known, ...[...mail.purchases.values()].flat()].map((one) => [activityOf(one), one]));
      return [...byKey.values()].sort(byNewest).slice(0, ACTIVITY_MAX);
    });
  }
}
