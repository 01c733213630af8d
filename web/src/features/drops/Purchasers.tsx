import type { Purchaser } from '@/lib/api/types';
import { formatShortTime } from '@/lib/format';
import { timesLabel } from '@/lib/drops/status';
import { useSpeech } from '@/lib/i18n';
import { purchaserKey } from '@/lib/drops/patch';

interface Props {
  purchasers: readonly Purchaser[];
  /** Rows kept for the list whether or not they are filled: news never moves what stands below. */
  rows: number;
  showsSize?: boolean;
  /** Says nothing where there is nobody: on a page with many drops it would be said again and again. */
  isQuiet?: boolean;
}

export function Purchasers({ purchasers, rows, showsSize = true, isQuiet = false }: Props) {
  const { texts: { drops }, locale } = useSpeech();
  if (purchasers.length === 0) {
    return <p className="text-muted" style={{ minHeight: `${rows * 2.25}rem` }}>{!isQuiet && drops.nobodyYet}</p>;
  }
  return (
    <ol className="overflow-hidden" style={{ height: `${rows * 2.25}rem` }}>
      {keyed(purchasers.slice(0, rows)).map(([key, one]) => (
        <li key={key} className="arrive grid h-9 grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-4 border-b border-line text-[0.9375rem]">
          <span className="truncate font-medium">{one.displayName}</span>
          <span className="max-w-40 truncate text-muted">{timesLabel(showsSize ? one.variantLabel : '', one.quantity)}</span>
          <time dateTime={one.purchasedAt} className="text-muted tabular-nums">{formatShortTime(one.purchasedAt, locale)}</time>
        </li>
      ))}
    </ol>
  );
}

/** Somebody may have bought the same twice in one moment. Counted from the oldest, so that news above moves no key. */
function keyed(purchasers: readonly Purchaser[]): [string, Purchaser][] {
  const seen = new Map<string, number>();
  return purchasers.toReversed().map((one): [string, Purchaser] => {
    const key = purchaserKey(one);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return [`${key} ${times}`, one];
  }).toReversed();
}
