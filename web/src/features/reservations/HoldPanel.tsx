import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Drop, Reservation } from '@/lib/api/types';
import { variantLabel } from '@/lib/drops/status';
import { formatMoney, formatNumber, formatStart } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { isUnanswered } from './holds';

/** What a visitor holds and has to decide on. The page puts into it what the decision needs. */
export function HoldPanel({ hold, children }: { hold: Reservation; children: ReactNode }) {
  const { texts: { hold: words }, locale } = useSpeech();
  const { offer } = hold;
  const isUnclaimed = isUnanswered(hold);
  return (
    <section aria-labelledby="order" className="border-l-4 border-held-fill bg-surface p-5">
      {isUnclaimed && <p className="display mb-3 text-5xl uppercase">{words.yourTurn}</p>}
      <h2 id="order" className="label">{isUnclaimed ? words.offers.summary : words.summary}</h2>
      {offer?.payBy != null && Date.parse(offer.payBy) - Date.parse(hold.serverTime) > LONG_MS && <p className="mt-1 font-semibold">{words.offers.payBy(formatStart(offer.payBy, locale))}</p>}
      {offer != null && offer.choice > 0 && <p className="mt-1 text-sm">{words.offers.choice(offer.choice + 1)}</p>}
      {children}
    </section>
  );
}

/** Beyond this a time of the day says more than a countdown. */
const LONG_MS = 3_600_000;

/** Everything that one press will buy, readable before the press. */
export function OrderSummary({ drop, hold }: { drop: Drop; hold: Reservation }) {
  const { texts: { hold: words, drops }, locale } = useSpeech();
  // The hold has its own price: the price of the drop may have changed since.
  const total = { ...hold.price, amountMinor: hold.price.amountMinor * hold.quantity };
  return (
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
  );
}

/** What giving it back means: what came along the line goes on along it. */
function useLetGoWords({ offer }: Reservation) {
  const { hold: words } = useTexts();
  if (!offer) return words;
  // Who was offered less than their first choice, and says no at once, goes on waiting for it.
  const keepsPlace = offer.claimBy != null && offer.choice > 0;
  const asks = keepsPlace ? words.offers.noThanksKept : words.offers.noThanks;
  return { ...words, atTheEnd: offer.claimBy != null ? words.offers.atTheEnd : words.offers.paidAtTheEnd, ...asks, keep: words.offers.keep };
}

/** Asks first: a piece of a limited edition is not given away by one tap. "Keep it" appears where the first press was. */
export function LetGo({ hold, busy, onLetGo }: { hold: Reservation; busy: boolean; onLetGo: () => void }) {
  const words = useLetGoWords(hold);
  const [isAsking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The question appears where the press was, so nothing has to scroll.
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
        <Button look="outline" size="small" className="min-h-11" busy={busy} onClick={onLetGo}>{words.letGoYes}</Button>
        <Button ref={keep} size="small" className="min-h-11" onClick={() => setAsking(false)}>{words.keep}</Button>
      </div>
    </div>
  );
}
