import { useEffect, useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import { DropPicture } from '@/features/drops/DropPicture';
import { Purchasers } from '@/features/drops/Purchasers';
import { SizeGrid } from '@/features/drops/SizeGrid';
import { StateTag } from '@/features/drops/StateTag';
import { StockMeter } from '@/features/drops/StockMeter';
import { useAllPurchases, useBuy } from '@/features/purchases/queries';
import { BigButton, StepNote } from '@/features/reservations/BigButton';
import { nextStep, type Step } from '@/features/reservations/nextStep';
import { OrderSummary } from '@/features/reservations/OrderSummary';
import { Quantity } from '@/features/reservations/Quantity';
import { reservationChanged, useHolds, useLetGo, useReserve } from '@/features/reservations/queries';
import { useRefusal } from '@/features/reservations/refusal';
import { asProblem } from '@/lib/api/problem';
import type { Drop } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus, stockOf } from '@/lib/drops/status';
import { useDrop } from '@/lib/drops/queries';
import { formatMoney, formatStart } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { dropKeys } from '@/lib/live/cache';
import { useLiveState, useWatchedDrop } from '@/lib/live/useLive';
import { useMe } from '@/lib/session';
import { hearOtherTabs, tellOtherTabs } from '@/lib/tabs';
import { LinkButton } from '@/lib/ui/Button';
import { headlineStyle } from '@/lib/ui/fit';
import { EmptyPage, FailedPage } from '@/lib/ui/Notice';
import { HomeSkeleton } from './HomeSkeleton';
import { SignInDialog } from './SignInDialog';
import { usePageTitle } from './usePageTitle';

export default function DropPage() {
  const { dropId = '' } = useParams();
  const { app, problems } = useTexts();
  const { data: drop, error, refetch } = useDrop(dropId);
  const isMissing = error !== null && asProblem(error).status === 404;
  usePageTitle(drop?.name ?? (error ? problems[isMissing ? 'drop_not_found' : asProblem(error).code].title : undefined));
  useWatchedDrop(drop?.id);

  if (drop) return <DropView key={drop.id} drop={drop} />;
  if (isMissing) {
    const { title, advice } = problems.drop_not_found;
    return <EmptyPage title={title} advice={advice}><LinkButton to="/">{app.toDrops}</LinkButton></EmptyPage>;
  }
  if (error) return <FailedPage error={error} onRetry={() => void refetch()} />;
  return <HomeSkeleton />;
}

function DropView({ drop }: { drop: Drop }) {
  const { texts: { drops }, locale } = useSpeech();
  const { total } = stockOf(drop);
  return (
    <article className="page grid gap-x-14 gap-y-8 pt-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)] lg:pt-8">
      <div className="lg:sticky lg:top-24 lg:self-start">
        <DropPicture drop={drop} eager className="aspect-[6/5] w-full max-lg:max-h-[55vh] lg:aspect-auto lg:h-[calc(100dvh-9rem)] lg:min-h-[30rem]" />
      </div>
      <div className="grid min-w-0 content-start gap-8">
        <header className="@container">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <StateTag drop={drop} />
            <p className="label">{drops.edition(total)}</p>
          </div>
          <h1 style={headlineStyle(drop.name)} className="display fit-headline mt-4 uppercase [--headline-max:clamp(3.75rem,8vw,8rem)]">{drop.name}</h1>
          <p className="mt-4 flex flex-wrap items-baseline gap-x-4 gap-y-1">
            <span className="text-2xl font-semibold">{formatMoney(drop.price, locale)}</span>
            <Times drop={drop} />
          </p>
          {drop.description !== null && <p className="mt-4 max-w-prose text-lg wrap-anywhere whitespace-pre-line text-muted">{drop.description}</p>}
        </header>
        <Buying drop={drop} />
        <StockMeter drop={drop} size="large" />
        {drop.latestPurchasersMax > 0 && (
          <section>
            <h2 className="label mb-1">{drops.latest}</h2>
            <Purchasers purchasers={drop.latestPurchasers} rows={Math.max(Math.min(3, drop.latestPurchasersMax), drop.latestPurchasers.length)} showsSize={drop.variants.length > 1} />
          </section>
        )}
      </div>
    </article>
  );
}

/** Always one line, whatever the time: what stands below is where it was when the drop opens. */
function Times({ drop }: { drop: Drop }) {
  const { texts: { drops }, locale } = useSpeech();
  const now = useServerNow();
  const { startsAt, endsAt } = drop;
  const status = currentStatus(drop, now);
  const isOver = endsAt !== null && Date.parse(endsAt) <= now;
  const [word, at] = isOver ? [drops.endedAt, endsAt] : status === 'live' && endsAt !== null ? [drops.ends, endsAt] : [status === 'upcoming' ? drops.startsAt : drops.openedAt, startsAt];
  return at === null ? null : <span className="text-muted">{word} {formatStart(at, locale)}</span>;
}

/** Size, quantity and the big button: the part that the whole page is for. */
function Buying({ drop }: { drop: Drop }) {
  const { drops } = useTexts();
  const client = useQueryClient();
  const navigate = useNavigate();
  const now = useServerNow();
  const isLive = useLiveState() === 'connected';
  const { data: me } = useMe();
  const holds = useHolds().filter(({ dropId }) => dropId === drop.id);
  const purchases = useAllPurchases().filter(({ dropId }) => dropId === drop.id);
  const reserve = useReserve();
  const buy = useBuy();
  const letGo = useLetGo();
  const [chosen, setChosen] = useState<string | null>(null);
  const [wanted, setWanted] = useState(1);
  /** The size that was pressed for by somebody whom nobody knows yet. */
  const [unnamed, setUnnamed] = useState<string | null>(null);
  const [pressed, setPressed] = useState('');
  const panel = useRef<HTMLElement>(null);
  const order = useRef<HTMLDivElement>(null);

  // What is being bought stays in its place until the answer, whatever is heard of it before, and leads to its receipt then.
  let step: Step = nextStep({ drop, holds, purchases, variantId: chosen, nowMs: now });
  if (buy.data) step = { kind: 'yours', purchase: buy.data };
  else if (buy.isPending) step = { kind: 'complete', hold: buy.variables };
  const hold = step.kind === 'complete' || step.kind === 'lapsing' ? step.hold : null;
  const stepName = `${step.kind} ${step.kind === 'reserve' ? step.variantId : (hold?.id ?? '')}`;
  const attempt = step.kind === 'complete' ? buy : reserve;
  const refusal = useRefusal({ error: buy.error ?? letGo.error ?? reserve.error, pressed, step: stepName, dropVersion: drop.version });

  const owned = purchases.reduce((sum, { quantity }) => sum + quantity, 0);
  const quantityMax = step.kind === 'reserve' ? step.quantityMax : drop.limitPerCustomer - owned;
  const quantity = Math.min(wanted, quantityMax);
  // There before the opening too: nothing moves when it comes.
  const asksQuantity = drop.limitPerCustomer - owned > 1 && ['opens', 'chooseSize', 'reserve', 'allHeld', 'sizeHeld', 'sizeGone'].includes(step.kind);

  const refresh = () => {
    if (!isLive) void client.invalidateQueries({ queryKey: dropKeys.all });
  };
  const forgetRefusals = () => [reserve, buy, letGo].forEach((mutation) => mutation.reset());
  const doReserve = (variantId: string) => {
    forgetRefusals();
    setPressed(stepName);
    reserve.mutate(
      { dropId: drop.id, variantId, quantity },
      { onSettled: refresh, onError: (error) => setUnnamed(asProblem(error).code === 'unauthenticated' ? variantId : null) },
    );
  };
  const onReserve = (variantId: string) => {
    if (me) doReserve(variantId);
    else setUnnamed(variantId);
  };
  const onComplete = () => {
    if (!hold) return;
    forgetRefusals();
    setPressed(stepName);
    buy.mutate(hold, {
      onSuccess: (purchase) => {
        reservationChanged(client, { ...hold, status: 'purchased', endedBy: 'customer' });
        tellOtherTabs('holds');
        refresh();
        void navigate(`/receipts/${purchase.id}`);
      },
    });
  };
  const onLetGo = () => {
    if (!hold) return;
    forgetRefusals();
    setPressed(stepName);
    letGo.mutate(hold, { onSettled: refresh, onSuccess: () => panel.current?.focus() });
  };

  // Whoever signed in in another tab is known here too.
  useEffect(() => hearOtherTabs((news) => { if (news === 'account') setUnnamed(null); }), []);

  // The order that a press has just made is brought into view, where the phone's screen ends above it.
  const holdId = step.kind === 'complete' ? hold?.id : undefined;
  useEffect(() => {
    if (holdId !== undefined) order.current?.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth' });
  }, [holdId]);

  const fallback = step.kind === 'complete' || step.kind === 'yours' ? '' : `${drops.limit(drop.limitPerCustomer)}. ${drops.holdTime(drop.holdSeconds)}.`;

  return (
    <section aria-label={drop.name} className="grid gap-5 outline-none" ref={panel} tabIndex={-1}>
      {drop.variants.length > 1 && <SizeGrid drop={drop} chosen={hold ? hold.variantId : chosen} own={hold?.variantId ?? null} onChoose={setChosen} />}
      {hold && (
        <div ref={order} className="max-lg:scroll-mb-40">
          <OrderSummary drop={drop} hold={hold} isLettingGo={letGo.isPending} onLetGo={onLetGo} />
        </div>
      )}
      {asksQuantity && <Quantity value={quantity} max={quantityMax} onChange={setWanted} />}
      <div className="max-lg:sticky max-lg:bottom-0 max-lg:z-10 max-lg:-mx-[clamp(1rem,4vw,3.5rem)] max-lg:border-t max-lg:border-line max-lg:bg-paper max-lg:px-[clamp(1rem,4vw,3.5rem)] max-lg:pt-3 max-lg:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        <BigButton step={step} attempt={attempt} onReserve={onReserve} onComplete={onComplete} onChooseSize={() => panel.current?.querySelector<HTMLInputElement>('input[type=radio]:enabled')?.focus()} />
        <div className="mt-2 min-h-6 text-sm"><StepNote step={step} attempt={attempt} fallback={fallback} refusal={refusal} /></div>
      </div>
      {unnamed !== null && (
        <SignInDialog
          onClose={() => setUnnamed(null)}
          onSignedIn={() => {
            setUnnamed(null);
            // What was pressed goes on by itself: in a drop, seconds count.
            doReserve(unnamed);
          }}
        />
      )}
    </section>
  );
}
