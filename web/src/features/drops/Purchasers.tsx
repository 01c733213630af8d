import type { Purchaser } from '@/lib/api/types';
import { formatDate } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { purchaserKey } from '@/lib/live/patch';
import { cx } from '@/lib/ui/cx';

interface Props {
  purchasers: readonly Purchaser[];
  /** Rows kept for the list whether or not they are filled: news never moves what stands below. */
  rows: number;
  className?: string;
  showsSize?: boolean;
}

export function Purchasers({ purchasers, rows, className, showsSize = true }: Props) {
  const { texts: { drops }, locale } = useSpeech();
  if (purchasers.length === 0) {
    return <p className={cx('text-muted', className)} style={{ minHeight: `${rows * 2.25}rem` }}>{drops.nobodyYet}</p>;
  }
  return (
    <ol className={cx('overflow-hidden', className)} style={{ height: `${rows * 2.25}rem` }}>
      {purchasers.slice(0, rows).map((one) => (
        <li key={purchaserKey(one)} className="arrive grid h-9 grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-4 border-b border-line text-[0.9375rem]">
          <span className="truncate font-medium">{one.displayName}</span>
          <span className="text-muted">{one.quantity > 1 && `${one.quantity} × `}{showsSize && one.variantLabel}</span>
          <time dateTime={one.purchasedAt} className="text-muted tabular-nums">{formatDate(one.purchasedAt, locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })}</time>
        </li>
      ))}
    </ol>
  );
}
