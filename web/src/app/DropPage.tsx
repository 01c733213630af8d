import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { DropPicture } from '@/features/drops/DropPicture';
import { Purchasers } from '@/features/drops/Purchasers';
import { Share } from '@/features/drops/Share';
import { StateTag } from '@/features/drops/StateTag';
import { StockMeter } from '@/features/drops/StockMeter';
import type { Drop } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus, stockOf } from '@/lib/drops/status';
import { formatMoney, formatStart } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { useWatchedDrop } from '@/lib/live/useLive';
import { wantedReturn } from '@/lib/returning';
import { localText, useShop } from '@/lib/shop';
import { LinkButton } from '@/lib/ui/Button';
import { headlineStyle } from '@/lib/ui/headline';
import { Buying } from './Buying';
import { Loading, LoadingDrop } from './Loading';
import { usePageTitle } from './page';
import { WithDrop } from './WithDrop';

// Only some drops need these.
const Gallery = lazy(() => import('@/features/drops/Gallery'));
const SizeGuide = lazy(() => import('@/features/drops/SizeGuide'));
const NotifyMe = lazy(() => import('@/features/accounts/NotifyMe'));
const InLine = lazy(() => import('./InLine'));
const ReturnLink = lazy(() => import('./ReturnLink'));

/** The server preloads the first picture by the same words (`PageHead`). */
const PICTURE_SIZES = '(min-width: 64rem) 56vw, 100vw';
const PICTURE = 'aspect-[6/5] w-full max-lg:max-h-[55vh] short:aspect-auto short:h-[calc(100dvh-5.5rem)] short:max-h-none lg:aspect-auto lg:h-[calc(100dvh-9rem)] lg:min-h-[30rem]';
/** Above a row of small ones. */
const FIRST_OF_SEVERAL = `${PICTURE} lg:h-[calc(100dvh-13.5rem)]! lg:min-h-[25.5rem]!`;

export function DropPage() {
  const { app } = useTexts();
  return (
    <WithDrop waiting={<LoadingDrop />} wayOn={<LinkButton to="/">{app.toDrops}</LinkButton>}>
      {(drop) => <DropView key={drop.id} drop={drop} />}
    </WithDrop>
  );
}

function DropView({ drop }: { drop: Drop }) {
  const { texts: { drops }, locale, language } = useSpeech();
  const taxLine = localText(useShop().taxLine, language);
  const { total } = stockOf(drop);
  usePageTitle(drop.name);
  useWatchedDrop(drop.id);
  return (
    <article className="page grid gap-x-14 gap-y-8 pt-4 short:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] short:gap-x-6 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)] lg:pt-8">
      <div className="short:sticky short:top-18 short:self-start lg:sticky lg:top-24 lg:self-start">
        {drop.pictures.length < 2 ? <DropPicture drop={drop} eager sizes={PICTURE_SIZES} className={PICTURE} /> : (
          <Suspense fallback={<div className="lg:pb-18"><DropPicture drop={drop} eager sizes={PICTURE_SIZES} className={FIRST_OF_SEVERAL} /></div>}>
            <Gallery drop={drop} sizes={PICTURE_SIZES} className={FIRST_OF_SEVERAL} />
          </Suspense>
        )}
      </div>
      <div className="grid min-w-0 content-start gap-8 short:gap-5">
        <header className="@container lg:-order-2">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <StateTag drop={drop} />
            <p className="label">{drops.edition(total)}</p>
          </div>
          <h1 style={headlineStyle(drop.name)} className="display fit-headline mt-4 uppercase [--headline-max:clamp(3.75rem,8vw,8rem)] [--headline-min:1.75rem] short:mt-2 short:[--headline-max:3rem] short:[--headline-min:1.5rem]">{drop.name}</h1>
          <p className="mt-4 flex flex-wrap items-baseline short:mt-2 gap-x-4 gap-y-1">
            <span className="text-2xl font-semibold">{formatMoney(drop.price, locale)}</span>
            {taxLine !== null && drop.price.amountMinor > 0 && <span className="label">{taxLine}</span>}
            <Times drop={drop} />
          </p>
        </header>
        {drop.lineNumber === null ? <Buying drop={drop} /> : <Suspense fallback={<Loading />}><InLine drop={drop} /></Suspense>}
        {/* On a phone below the button: however long it is, the button stays in the first view. */}
        {drop.description !== null && <p className="max-w-prose text-lg wrap-anywhere whitespace-pre-line text-muted lg:-order-1 lg:-mt-4">{drop.description}</p>}
        {drop.sizeGuide !== null && <div className="min-h-12.5"><Suspense fallback={null}><SizeGuide text={drop.sizeGuide} /></Suspense></div>}
        <Telling drop={drop} />
        <StockMeter drop={drop} size="large" />
        {drop.latestPurchasersMax > 0 && (
          <section>
            <h2 className="label mb-1">{drops.latest}</h2>
            <Purchasers purchasers={drop.latestPurchasers} rows={Math.max(Math.min(3, drop.latestPurchasersMax), drop.latestPurchasers.length)} showsSize={drop.variants.length > 1} />
          </section>
        )}
        <Share drop={drop} />
        <p><Link to={`/verify?drop=${drop.slug}`} className="inline-flex min-h-11 items-center underline underline-offset-4">{drops.verify}</Link></p>
        {wantedReturn() !== null && <Suspense fallback={null}><ReturnLink /></Suspense>}
      </div>
    </article>
  );
}

/** Before the opening, and while nothing is free. */
function Telling({ drop }: { drop: Drop }) {
  const status = currentStatus(drop, useServerNow());
  const kind = status === 'upcoming' ? 'opening' : status === 'live' && drop.availability !== 'available' && drop.lineNumber === null ? 'back' : null;
  // Its place is kept, so that what is below does not move.
  return kind && <div className="-mt-4 min-h-11"><Suspense fallback={null}><NotifyMe dropId={drop.id} kind={kind} /></Suspense></div>;
}

/** One line at any time, so that what is below does not move when the drop opens. */
function Times({ drop }: { drop: Drop }) {
  const { texts: { drops }, locale } = useSpeech();
  const now = useServerNow();
  const { startsAt, endsAt } = drop;
  const status = currentStatus(drop, now);
  const isOver = endsAt !== null && Date.parse(endsAt) <= now;
  const [word, at] = isOver ? [drops.endedAt, endsAt] : status === 'live' && endsAt !== null ? [drops.ends, endsAt] : [status === 'upcoming' ? drops.startsAt : drops.openedAt, startsAt];
  return at === null ? null : <span className="text-muted">{word} {formatStart(at, locale)}</span>;
}
