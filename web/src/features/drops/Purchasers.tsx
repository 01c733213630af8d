import type { Purchaser } from '@/lib/api/types';
import { formatShortTime } from '@/lib/format';
import { timesLabel } from '@/lib/drops/status';
import { useSpeech } from '@/lib/i18n';
import { purchaserKey } from '@/lib/drops/patch';

interface Props {
  purchasers: readonly Purchaser[];
  /** Rows that the list always takes, so that news does not move what is below. */
  rows: number;
  showsSize?: boolean;
  /** An empty list says nothing: on a page with many drops it would repeat the same sentence. */
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
          <span className="truncate font-medium">{one.nameHidden === true ? drops.someone : one.displayName}</span>
          <span className="max-w-40 truncate text-muted">{timesLabel(showsSize ? one.variantLabel : '', one.quantity)}</span>
          <time dateTime={one.purchasedAt} className="text-muted tabular-nums">{formatShortTime(one.purchasedAt, locale)}</time>
        </li>
      ))}
    </ol>
  );
}

/** One person may buy the same twice in one moment. Counted from the oldest, so that a new line changes no key. */
function keyed(purchasers: readonly Purchaser[]): [string, Purchaser][] {
  const seen = new Map<string, number>();
  return purchasers.toReversed().map((one): [string, Purchaser] => {
    const key = purchaserKey(one);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return [`${key} ${times}`, one];
  }).toReversed();
}
