import type { Drop, Reservation } from '@/lib/api/types';
import { formatMoney, formatNumber } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { variantLabel } from '@/lib/drops/status';
import { Button } from '@/lib/ui/Button';

interface Props {
  drop: Drop;
  hold: Reservation;
  isLettingGo: boolean;
  onLetGo: () => void;
}

/** What one press will buy, complete before it is pressed. */
export function OrderSummary({ drop, hold, isLettingGo, onLetGo }: Props) {
  const { texts: { hold: words, drops }, locale } = useSpeech();
  const total = { ...drop.price, amountMinor: drop.price.amountMinor * hold.quantity };
  return (
    <section aria-labelledby="order" className="border-l-4 border-held-fill bg-surface p-5">
      <h2 id="order" className="label">{words.summary}</h2>
      <dl className="mt-2 grid grid-cols-[1fr_auto] gap-x-6 gap-y-1.5">
        <dt className="font-semibold">{drop.name}</dt>
        <dd className="text-right">{formatMoney(drop.price, locale)}</dd>
        {drop.variants.length > 1 && (
          <>
            <dt className="text-muted">{drops.size}</dt>
            <dd className="text-right">{variantLabel(drop, hold.variantId)}</dd>
          </>
        )}
        <dt className="text-muted">{drops.quantity}</dt>
        <dd className="text-right">{formatNumber(hold.quantity, locale)}</dd>
        <dt className="mt-1 border-t border-line pt-2.5 font-semibold">{words.total}</dt>
        <dd className="mt-1 border-t border-line pt-2.5 text-right text-lg font-semibold">{formatMoney(total, locale)}</dd>
      </dl>
      <div className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="label max-w-60 font-normal">{words.atTheEnd}</p>
        <Button look="outline" size="small" className="min-h-11" busy={isLettingGo} onClick={onLetGo}>{words.letGo}</Button>
      </div>
    </section>
  );
}
