import { clsx } from 'clsx';
import type { Drop } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus, stockOf } from '@/lib/drops/status';
import { useSpeech } from '@/lib/i18n';
import { formatNumber } from '@/lib/format';

/** Free, reserved and sold as numbers, and below them as a bar. */
export function StockMeter({ drop, size = 'normal' }: { drop: Drop; size?: 'normal' | 'large' }) {
  const { texts: { drops }, locale } = useSpeech();
  const { total, available, held, sold } = stockOf(drop);
  const status = currentStatus(drop, useServerNow());
  // "Free" is what can be bought now: not before the opening, and not after the end.
  const parts = status === 'draft' || status === 'upcoming'
    ? [{ key: 'free', label: drops.pieces(total), count: total, tone: 'text-ink', fill: 'bg-transparent' }]
    : [
        status === 'ended'
          ? { key: 'free', label: drops.unsold, count: available, tone: 'text-muted', fill: 'bg-transparent' }
          : { key: 'free', label: drops.free, count: available, tone: 'text-free', fill: 'bg-free' },
        { key: 'held', label: drops.held, count: held, tone: 'text-held', fill: 'bg-held-fill' },
        { key: 'sold', label: drops.sold, count: sold, tone: 'text-ink', fill: 'bg-ink' },
      ];
  return (
    <div role="group" aria-label={drops.stock}>
      <dl className="flex flex-wrap items-end gap-x-6 gap-y-2">
        {parts.map(({ key, label, count, tone, fill }) => (
          <div key={key} className="flex flex-col-reverse">
            <dt className="label flex items-center gap-1.5">{fill !== 'bg-transparent' && <span className={clsx('size-2 rounded-full', fill)} aria-hidden />}{label}</dt>
            <dd className={clsx('figures', size === 'large' ? 'text-5xl sm:text-6xl' : 'text-3xl', count === 0 ? 'text-muted' : tone)}>{formatNumber(count, locale)}</dd>
          </div>
        ))}
      </dl>
      {/* Hidden from screen readers: the numbers above say the same. */}
      <div aria-hidden className={clsx('mt-3 flex w-full gap-px overflow-hidden bg-sunken', size === 'large' ? 'h-3' : 'h-1.5')}>
        {parts.filter(({ count }) => count > 0).map(({ key, count, fill }) => (
          <div key={key} className={clsx('transition-[width] duration-300 ease-out', fill)} style={{ width: `${total === 0 ? 0 : (count / total) * 100}%` }} />
        ))}
      </div>
    </div>
  );
}
