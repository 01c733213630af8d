import { clsx } from 'clsx';
import type { Drop } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus } from '@/lib/drops/status';
import { useTexts } from '@/lib/i18n';

/** The state in one word. It has a colour only if something can be bought now or soon. */
export function StateTag({ drop }: { drop: Drop }) {
  const { drops } = useTexts();
  const now = useServerNow();
  const status = currentStatus(drop, now);
  const soldOut = drop.availability === 'soldOut' && status !== 'draft' && status !== 'upcoming';
  const allHeld = status === 'live' && drop.availability === 'allHeld';

  const [word, tone, dot] = soldOut
    ? [drops.soldOut, 'text-ink', 'bg-ink']
    : allHeld
      ? [drops.allHeld, 'text-held', 'bg-held-fill']
      : status === 'live'
        ? [drops.statuses.live, 'text-free', 'bg-free']
        : status === 'paused'
          ? [drops.statuses.paused, 'text-held', 'bg-held-fill']
          : [drops.statuses[status], 'text-muted', 'border-2 border-current'];
  return (
    <span className={clsx('inline-flex items-center gap-2 text-sm font-semibold', tone)}>
      <span className={clsx('size-2.5 rounded-full', dot)} aria-hidden />
      {word}
    </span>
  );
}
