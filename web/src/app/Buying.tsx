import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { SignInDialog } from '@/features/accounts/SignIn';
import { SizeGrid } from '@/features/drops/SizeGrid';
import { BigButton } from '@/features/reservations/BigButton';
import { HoldPanel, LetGo, OrderSummary } from '@/features/reservations/HoldPanel';
import { StepNote } from '@/features/reservations/StepNote';
import { useBuying } from '@/features/reservations/useBuying';
import type { Drop } from '@/lib/api/types';
import type { ContactSource } from '@/lib/contact/ContactPanel';
import { secondsToSellOut } from '@/lib/drops/status';
import { formatMoney, numberFormat } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { isPaidFor } from '@/lib/payments';
import { ActionBar } from '@/lib/ui/ActionBar';
import { QuantityField } from '@/lib/ui/QuantityField';

// Only who pays needs it.
const fetchPayPanel = () => import('@/features/reservations/PayPanel');
const PayPanel = lazy(fetchPayPanel);

// Only what is sent needs it; and before the opening, who wants to be ready.
const fetchContactPanel = () => import('@/lib/contact/ContactPanel');
const ContactPanel = lazy(fetchContactPanel);
const BeReady = lazy(() => import('./BeReady'));

/** Size, quantity, the hold and the big button: the part that the whole page is for. */
export function Buying({ drop }: { drop: Drop }) {
  const { texts: { drops, pay }, locale } = useSpeech();
  const [, navigate] = useLocation();
  const panel = useRef<HTMLElement>(null);
  const order = useRef<HTMLDivElement>(null);
  const { step, hold, attempt, paying, isTimeOver, refusal, variantId, choose, quantity, reserve, claim, complete, isLettingGo, letGo, signIn } = useBuying(drop, {
    onBought: ({ id }) => navigate(`/receipts/${id}`),
    // The button that had the focus is gone.
    onLetGo: () => panel.current?.focus(),
  });

  // The form of the card is fetched before the press: in a drop, seconds count. If this fails, the press fetches it again.
  const isPayable = isPaidFor(drop, drop.price);
  useEffect(() => {
    if (isPayable) fetchPayPanel().catch(() => undefined);
  }, [isPayable]);

  // So is the form that asks where it goes.
  const isSent = drop.delivery !== 'none';
  useEffect(() => {
    if (isSent) fetchContactPanel().catch(() => undefined);
  }, [isSent]);

  // One press saves what was typed, and buys.
  const contact = useRef<ContactSource | null>(null);
  const [isSaving, setSaving] = useState(false);
  const saveAndComplete = () => {
    const save = contact.current;
    if (save === null) {
      complete();
      return;
    }
    setSaving(true);
    void save().then((isSaved) => {
      setSaving(false);
      if (isSaved) complete();
    });
  };

  // On a phone a new order may be below the screen: scroll to it.
  const newHoldId = step.kind === 'complete' || step.kind === 'claim' ? step.hold.id : undefined;
  const isOffer = step.kind === 'claim';
  useEffect(() => {
    if (newHoldId === undefined) return;
    // An offer comes by itself, and its seconds count: the focus goes to it.
    if (isOffer) order.current?.focus({ preventScroll: true });
    order.current?.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth' });
  }, [newHoldId, isOffer]);

  const payment = paying && hold ? { total: formatMoney({ ...hold.price, amountMinor: hold.price.amountMinor * hold.quantity }, locale), isBusy: paying.isBusy } : null;
  const terms = step.kind === 'complete' || step.kind === 'claim' || step.kind === 'yours' ? '' : `${drops.limit(drop.limitPerCustomer)}. ${drops.holdTime(drop.holdSeconds)}.${drops.asks[drop.delivery]}`;
  return (
    <section aria-label={drop.name} className="grid gap-5 outline-none" ref={panel} tabIndex={-1}>
      {drop.variants.length > 1 && <SizeGrid drop={drop} chosen={variantId} own={hold?.variantId ?? null} onChoose={choose} />}
      {hold && (
        <div ref={order} tabIndex={-1} className="outline-none max-lg:scroll-mb-40">
          <HoldPanel hold={hold}>
            <OrderSummary drop={drop} hold={hold} />
            {isSent && step.kind === 'complete' && (
              <Suspense>
                <div className="mt-4 border-t border-line pt-4"><ContactPanel key={hold.id} drop={drop} onOffer={(save) => { contact.current = save; }} /></div>
              </Suspense>
            )}
            {paying && step.kind !== 'claim' && <Suspense><PayPanel key={hold.id} paying={paying} hold={hold} /></Suspense>}
            {!paying?.isBusy && <LetGo hold={hold} busy={isLettingGo} onLetGo={letGo} />}
          </HoldPanel>
        </div>
      )}
      {quantity && <QuantityField {...quantity} />}
      <ActionBar>
        {isTimeOver && <p role="alert" className="mb-2 border-l-4 border-held-fill pl-3"><strong className="font-semibold">{pay.timeOver}</strong> {pay.timeOverAdvice}</p>}
        <BigButton step={step} attempt={isSaving ? { ...attempt, isPending: true } : attempt} payment={payment} onReserve={reserve} onClaim={claim} onComplete={saveAndComplete} onChooseSize={() => panel.current?.querySelector<HTMLInputElement>('input[type=radio]:enabled')?.focus()} />
        <div className="mt-2 min-h-6 text-sm"><StepNote step={step} attempt={attempt} fallback={terms} soldOutIn={spanOf(secondsToSellOut(drop), locale)} refusal={refusal} /></div>
      </ActionBar>
      {(step.kind === 'opens' || step.kind === 'unscheduled') && <Suspense><BeReady drop={drop} variantId={variantId} /></Suspense>}
      {signIn && <SignInDialog onClose={signIn.cancel} onSignedIn={signIn.goOn} />}
    </section>
  );
}

/** "53 seconds", "4 minutes", "3 hours". After two days it is no news. */
function spanOf(seconds: number | null, locale: string): string | null {
  if (seconds === null || seconds >= 172_800) return null;
  const [unit, size] = seconds < 120 ? ['second', 1] as const : seconds < 7200 ? ['minute', 60] as const : ['hour', 3600] as const;
  return numberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(Math.round(seconds / size));
}
