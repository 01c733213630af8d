import { lazy, Suspense, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { SignInDialog } from '@/features/accounts/SignIn';
import { SizeGrid } from '@/features/drops/SizeGrid';
import { BigButton } from '@/features/reservations/BigButton';
import { HoldPanel, LetGo, OrderSummary } from '@/features/reservations/HoldPanel';
import { Quantity } from '@/features/reservations/Quantity';
import { StepNote } from '@/features/reservations/StepNote';
import { useBuying } from '@/features/reservations/useBuying';
import type { Drop } from '@/lib/api/types';
import { formatMoney } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { isPaidFor } from '@/lib/payments';

// Only who pays needs it.
const fetchPayPanel = () => import('@/features/reservations/PayPanel');
const PayPanel = lazy(fetchPayPanel);

/** Size, quantity, the hold and the big button: the part that the whole page is for. */
export function Buying({ drop }: { drop: Drop }) {
  const { texts: { drops, pay }, locale } = useSpeech();
  const [, navigate] = useLocation();
  const panel = useRef<HTMLElement>(null);
  const order = useRef<HTMLDivElement>(null);
  const { step, hold, attempt, paying, isTimeOver, refusal, variantId, choose, quantity, reserve, complete, isLettingGo, letGo, signIn } = useBuying(drop, {
    onBought: ({ id }) => navigate(`/receipts/${id}`),
    // The button that had the focus is gone.
    onLetGo: () => panel.current?.focus(),
  });

  // The form of the card is fetched before the press: in a drop, seconds count. If this fails, the press fetches it again.
  const isPayable = isPaidFor(drop, drop.price);
  useEffect(() => {
    if (isPayable) fetchPayPanel().catch(() => undefined);
  }, [isPayable]);

  // On a phone a new order may be below the screen: scroll to it.
  const newHoldId = step.kind === 'complete' ? step.hold.id : undefined;
  useEffect(() => {
    if (newHoldId !== undefined) order.current?.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth' });
  }, [newHoldId]);

  const payment = paying && hold ? { total: formatMoney({ ...hold.price, amountMinor: hold.price.amountMinor * hold.quantity }, locale), isBusy: paying.isBusy } : null;
  const terms = step.kind === 'complete' || step.kind === 'yours' ? '' : `${drops.limit(drop.limitPerCustomer)}. ${drops.holdTime(drop.holdSeconds)}.`;
  return (
    <section aria-label={drop.name} className="grid gap-5 outline-none" ref={panel} tabIndex={-1}>
      {drop.variants.length > 1 && <SizeGrid drop={drop} chosen={variantId} own={hold?.variantId ?? null} onChoose={choose} />}
      {hold && (
        <div ref={order} className="max-lg:scroll-mb-40">
          <HoldPanel>
            <OrderSummary drop={drop} hold={hold} />
            {paying && <Suspense><PayPanel key={hold.id} paying={paying} hold={hold} /></Suspense>}
            {!paying?.isBusy && <LetGo busy={isLettingGo} onLetGo={letGo} />}
          </HoldPanel>
        </div>
      )}
      {quantity && <Quantity {...quantity} />}
      <div className="max-lg:sticky max-lg:bottom-0 max-lg:z-10 max-lg:-mx-[clamp(1rem,4vw,3.5rem)] max-lg:border-t max-lg:border-line max-lg:bg-paper max-lg:px-[clamp(1rem,4vw,3.5rem)] max-lg:pt-3 max-lg:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        {isTimeOver && <p role="alert" className="mb-2 border-l-4 border-held-fill pl-3"><strong className="font-semibold">{pay.timeOver}</strong> {pay.timeOverAdvice}</p>}
        <BigButton step={step} attempt={attempt} payment={payment} onReserve={reserve} onComplete={complete} onChooseSize={() => panel.current?.querySelector<HTMLInputElement>('input[type=radio]:enabled')?.focus()} />
        <div className="mt-2 min-h-6 text-sm"><StepNote step={step} attempt={attempt} fallback={terms} refusal={refusal} /></div>
      </div>
      {signIn && <SignInDialog onClose={signIn.cancel} onSignedIn={signIn.goOn} />}
    </section>
  );
}
