import { useEffect, useRef, useState } from 'react';
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
  // The hold's own price: the drop's may have changed since.
  const total = { ...hold.price, amountMinor: hold.price.amountMinor * hold.quantity };
  return (
    <section aria-labelledby="order" className="border-l-4 border-held-fill bg-surface p-5">
      <h2 id="order" className="label">{words.summary}</h2>
      <dl className="mt-2 grid grid-cols-[minmax(0,1fr)_auto] gap-y-1.5">
        <dt className="font-semibold wrap-anywhere">{drop.name}</dt>
        <dd className="pl-6 text-right">{formatMoney(hold.price, locale)}</dd>
        {drop.variants.length > 1 && (
          <>
            <dt className="text-muted">{drops.size}</dt>
            <dd className="max-w-48 pl-6 text-right wrap-anywhere">{variantLabel(drop, hold.variantId)}</dd>
          </>
        )}
        <dt className="text-muted">{drops.quantity}</dt>
        <dd className="pl-6 text-right">{formatNumber(hold.quantity, locale)}</dd>
        <dt className="mt-1 border-t border-line pt-2.5 font-semibold">{words.total}</dt>
        <dd className="mt-1 border-t border-line pt-2.5 pl-6 text-right text-lg font-semibold">{formatMoney(total, locale)}</dd>
      </dl>
      <LetGo isLettingGo={isLettingGo} onLetGo={onLetGo} />
    </section>
  );
}

/** A pair of a limited edition is not given away by one tap: what keeps it comes up in the place of what was pressed. */
function LetGo({ isLettingGo, onLetGo }: Pick<Props, 'isLettingGo' | 'onLetGo'>) {
  const { hold: words } = useSpeech().texts;
  const [isAsking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The question stands where the press was: nothing needs to be scrolled, least of all under the bars.
    if (isAsking) keep.current?.focus({ preventScroll: true });
  }, [isAsking]);

  if (!isAsking) {
    return (
      <div className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="label max-w-60 font-normal">{words.atTheEnd}</p>
        <Button look="outline" size="small" className="min-h-11" onClick={() => setAsking(true)}>{words.letGo}</Button>
      </div>
    );
  }
  return (
    <div role="group" aria-label={words.letGoAsk} className="mt-4 grid gap-3">
      <p className="text-sm font-medium">{words.letGoAsk}</p>
      <div className="flex flex-wrap justify-between gap-x-4 gap-y-2">
        <Button look="outline" size="small" className="min-h-11" busy={isLettingGo} onClick={onLetGo}>{words.letGoYes}</Button>
        <Button ref={keep} size="small" className="min-h-11" onClick={() => setAsking(false)}>{words.keep}</Button>
      </div>
    </div>
  );
}
