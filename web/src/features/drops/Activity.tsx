import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Drop, PurchaseCompleted } from '@/lib/api/types';
import { formatDate } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { activityKey } from '@/lib/live/cache';
import { purchaserKey } from '@/lib/live/patch';
import { dropPath } from './Lead';

const ROWS = 6;

/** Who bought what, over all drops, as it happens. Its height never changes. */
export function Activity({ drops }: { drops: readonly Drop[] }) {
  const { texts: { drops: words }, locale } = useSpeech();
  // Filled by the live feed alone: there is nothing to fetch.
  const { data: events = [] } = useQuery<PurchaseCompleted[]>({ queryKey: activityKey, queryFn: () => [], enabled: false });

  const byKey = new Map<string, PurchaseCompleted>();
  for (const drop of drops) {
    for (const one of drop.latestPurchasers) byKey.set(`${drop.id} ${purchaserKey(one)}`, { ...one, dropId: drop.id, version: drop.version });
  }
  for (const one of events) byKey.set(`${one.dropId} ${purchaserKey(one)}`, one);
  const rows = [...byKey].sort(([, a], [, b]) => Date.parse(b.purchasedAt) - Date.parse(a.purchasedAt)).slice(0, ROWS);
  const nameOf = new Map(drops.map((drop) => [drop.id, drop]));

  if (rows.length === 0) return <p className="min-h-72 text-muted">{words.nobodyYet}</p>;
  return (
    <ol className="h-72 overflow-hidden border-t border-line">
      {rows.map(([key, one]) => {
        const drop = nameOf.get(one.dropId);
        return (
          <li key={key} className="arrive grid h-12 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 border-b border-line sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto]">
            <span className="truncate text-lg font-semibold">{one.displayName}</span>
            <span className="hidden truncate text-muted sm:inline">
              {one.quantity > 1 && `${one.quantity} × `}{drop && <Link to={dropPath(drop)} className="underline-offset-4 hover:underline">{drop.name}</Link>} {one.variantLabel}
            </span>
            <time dateTime={one.purchasedAt} className="text-muted tabular-nums">{formatDate(one.purchasedAt, locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })}</time>
          </li>
        );
      })}
    </ol>
  );
}
