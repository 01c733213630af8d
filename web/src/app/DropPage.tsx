import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import { DropPicture } from '@/features/drops/DropPicture';
import { Purchasers } from '@/features/drops/Purchasers';
import { SizeGrid } from '@/features/drops/SizeGrid';
import { StateTag } from '@/features/drops/StateTag';
import { StockMeter } from '@/features/drops/StockMeter';
import { useBuy, usePurchases } from '@/features/purchases/queries';
import { BigButton, StepNote } from '@/features/reservations/BigButton';
import { nextStep } from '@/features/reservations/nextStep';
import { OrderSummary } from '@/features/reservations/OrderSummary';
import { Quantity } from '@/features/reservations/Quantity';
import { removeHold, useHolds, useLetGo, useReserve } from '@/features/reservations/queries';
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
import { LinkButton } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { EmptyPage, FailedPage, ProblemNotice } from '@/lib/ui/Notice';
import { HomeSkeleton } from './HomeSkeleton';
import { SignInDialog } from './SignInDialog';
import { usePageTitle } from './usePageTitle';

const DOUBLE_CLICK_MS = 600;

export default function DropPage() {
  const { dropId = '' } = useParams();
  const { app, problems } = useTexts();
  const { data: drop, error, refetch } = useDrop(dropId);
  usePageTitle(drop?.name);
  useWatchedDrop(drop?.id);

  if (drop) return <DropView key={drop.id} drop={drop} />;
  if (error && asProblem(error).status === 404) {
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
        <DropPicture drop={drop} eager className="aspect-[6/5] w-full lg:aspect-auto lg:h-[calc(100dvh-9rem)] lg:min-h-[30rem]" />
      </div>
      <div className="grid content-start gap-8">
        <header>
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <StateTag drop={drop} />
            <p className="label">{drops.edition(total)}</p>
          </div>
          <h1 className="display mt-4 text-[clamp(3.75rem,8vw,8rem)] uppercase wrap-anywhere">{drop.name}</h1>
          <p className="mt-4 flex flex-wrap items-baseline gap-x-4 gap-y-1">
            <span className="text-2xl font-semibold">{formatMoney(drop.price, locale)}</span>
            <Times drop={drop} />
          </p>
          {drop.description !== null && <p className="mt-4 max-w-prose text-lg whitespace-pre-line text-muted">{drop.description}</p>}
        </header>
        <Buying drop={drop} />
        <StockMeter drop={drop} size="large" />
        <section>
          <h2 className="label mb-1">{drops.latest}</h2>
          <Purchasers purchasers={drop.latestPurchasers} rows={Math.max(3, drop.latestPurchasers.length)} showsSize={drop.variants.length > 1} />
        </section>
      </div>
    </article>
  );
}

function Times({ drop }: { drop: Drop }) {
  const { texts: { drops }, locale } = useSpeech();
  const status = currentStatus(drop, useServerNow());
  if (status === 'upcoming' && drop.startsAt !== null) return <span className="text-muted">{drops.startsAt} {formatStart(drop.startsAt, locale)}</span>;
  if (status === 'live' && drop.endsAt !== null) return <span className="text-muted">{drops.ends} {formatStart(drop.endsAt, locale)}</span>;
  return null;
}

/** Where the way on is more than words: a time to wait for, or a page to go to. */
function ReserveProblem({ error }: { error: unknown }) {
  const { step, confirm } = useTexts();
  const { code, body } = asProblem(error);
  return (
    <ProblemNotice error={error}>
      {code === 'wait_to_reserve' && typeof body.waitUntil === 'string' && <p className="mt-1 font-semibold">{step.waitLeft} <Countdown to={body.waitUntil} className="figures text-xl" /></p>}
      {code === 'confirmation_required' && <Link to="/confirm" className="mt-1 inline-flex min-h-11 items-center font-semibold underline">{confirm.title}</Link>}
    </ProblemNotice>
  );
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
  const { data: purchases = [] } = usePurchases();
  const reserve = useReserve();
  const buy = useBuy();
  const letGo = useLetGo();
  const [chosen, setChosen] = useState<string | null>(null);
  const [wanted, setWanted] = useState(1);
  const [asksName, setAsksName] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const order = useRef<HTMLDivElement>(null);
  const orderShownAt = useRef(0);

  const step = nextStep({ drop, holds, purchases: purchases.filter(({ dropId }) => dropId === drop.id), variantId: chosen, nowMs: now });
  const hold = step.kind === 'complete' || step.kind === 'lapsing' ? step.hold : null;
  const quantityMax = step.kind === 'reserve' ? step.quantityMax : 1;
  const quantity = Math.min(wanted, quantityMax);

  const refresh = () => {
    if (!isLive) void client.invalidateQueries({ queryKey: dropKeys.all });
  };
  const doReserve = (variantId: string) => {
    buy.reset();
    letGo.reset();
    reserve.mutate({ dropId: drop.id, variantId, quantity }, { onSettled: refresh });
  };
  const onReserve = (variantId: string) => {
    if (me) doReserve(variantId);
    else setAsksName(true);
  };
  const onComplete = () => {
    // The button was Reserve a moment ago: the second half of a double click buys nothing.
    if (!hold || performance.now() - orderShownAt.current < DOUBLE_CLICK_MS) return;
    reserve.reset();
    buy.mutate(hold, {
      onSuccess: (purchase) => {
        removeHold(client, hold.id);
        refresh();
        void navigate(`/receipts/${purchase.id}`);
      },
    });
  };

  // The order that a press has just made is brought into view, where the phone's screen ends above it.
  const holdId = step.kind === 'complete' ? hold?.id : undefined;
  useEffect(() => {
    if (holdId === undefined) return;
    orderShownAt.current = performance.now();
    order.current?.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth' });
  }, [holdId]);

  const attempt = step.kind === 'complete' ? buy : reserve;
  const error = buy.error ?? letGo.error ?? (step.kind === 'complete' || step.kind === 'yours' ? null : reserve.error);
  const fallback = step.kind === 'complete' || step.kind === 'yours' ? '' : `${drops.limit(drop.limitPerCustomer)}. ${drops.holdTime(drop.holdSeconds)}.`;

  return (
    <section aria-label={drop.name} className="grid gap-5" ref={panel}>
      {drop.variants.length > 1 && <SizeGrid drop={drop} chosen={hold ? hold.variantId : chosen} own={hold?.variantId ?? null} onChoose={(id) => { setChosen(id); reserve.reset(); }} />}
      {hold && (
        <div ref={order} className="max-lg:scroll-mb-40">
          <OrderSummary drop={drop} hold={hold} isLettingGo={letGo.isPending} onLetGo={() => { reserve.reset(); letGo.mutate(hold, { onSettled: refresh }); }} />
        </div>
      )}
      {quantityMax > 1 && <Quantity value={quantity} max={quantityMax} onChange={setWanted} />}
      {error !== null && <ReserveProblem error={error} />}
      <div className="max-lg:sticky max-lg:bottom-0 max-lg:z-10 max-lg:-mx-[clamp(1rem,4vw,3.5rem)] max-lg:border-t max-lg:border-line max-lg:bg-paper max-lg:px-[clamp(1rem,4vw,3.5rem)] max-lg:pt-3 max-lg:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        <BigButton step={step} attempt={attempt} onReserve={onReserve} onComplete={onComplete} onChooseSize={() => panel.current?.querySelector<HTMLInputElement>('input[type=radio]:enabled')?.focus()} />
        <div className="mt-2 min-h-6 text-sm"><StepNote step={step} attempt={attempt} fallback={fallback} /></div>
      </div>
      {asksName && step.kind === 'reserve' && (
        <SignInDialog
          onClose={() => setAsksName(false)}
          onSignedIn={() => {
            setAsksName(false);
            // What was pressed goes on by itself: in a drop, seconds count.
            doReserve(step.variantId);
          }}
        />
      )}
    </section>
  );
}
