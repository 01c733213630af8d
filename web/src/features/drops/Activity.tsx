import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Drop, Purchaser, PurchaseCompleted } from '@/lib/api/types';
import { dropPath, timesLabel } from '@/lib/drops/status';
import { formatShortTime } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { activityKey, byNewest } from '@/lib/drops/cache';
import { purchaserKey } from '@/lib/drops/patch';

const ROWS = 6;

/** The latest purchases of all drops, live. Its height never changes beside other drops. */
export function Activity({ drops }: { drops: readonly Drop[] }) {
  const { texts: { drops: words }, locale } = useSpeech();
  // The live feed fills it; there is nothing to fetch.
  const { data: events = [] } = useQuery<PurchaseCompleted[]>({ queryKey: activityKey, queryFn: () => [], enabled: false });

  // A drop has its latest purchasers in the right order. Events add the purchases before those.
  const byKey = new Map<string, [Drop, Purchaser]>();
  const add = (drop: Drop, one: Purchaser) => {
    const key = `${drop.id} ${purchaserKey(one)}`;
    if (!byKey.has(key)) byKey.set(key, [drop, one]);
  };
  for (const drop of drops) drop.latestPurchasers.forEach((one) => add(drop, one));
  for (const one of events.toSorted(byNewest)) {
    const drop = drops.find(({ id }) => id === one.dropId);
    if (drop && drop.latestPurchasersMax > 0) add(drop, one);
  }
  const rows = [...byKey].sort(([, [, a]], [, [, b]]) => Date.parse(b.purchasedAt) - Date.parse(a.purchasedAt)).slice(0, ROWS);

  if (rows.length === 0) return <p className="border-t border-line py-3 text-muted">{words.nobodyYet}</p>;
  return (
    <ol className="overflow-hidden border-t border-line lg:h-72">
      {rows.map(([key, [drop, one]]) => (
        <li key={key} className="arrive grid min-h-12 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 border-b border-line py-1.5 sm:h-12 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto] sm:py-0">
          <span className="truncate text-lg font-semibold">{one.nameHidden === true ? words.someone : one.displayName}</span>
          <span className="truncate text-muted max-sm:order-last max-sm:col-span-2 max-sm:text-sm">
            <Link to={dropPath(drop)} className="underline-offset-4 hover:underline">{drop.name}</Link> {timesLabel(drop.variants.length > 1 ? one.variantLabel : '', one.quantity)}
          </span>
          <time dateTime={one.purchasedAt} className="text-muted tabular-nums">{formatShortTime(one.purchasedAt, locale)}</time>
        </li>
      ))}
    </ol>
  );
}
