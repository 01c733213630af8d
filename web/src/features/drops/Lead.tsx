import { clsx } from 'clsx';
import { ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import type { Drop } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { currentStatus, dropPath } from '@/lib/drops/status';
import { formatMoney, formatStart } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Countdown } from '@/lib/ui/Countdown';
import { buttonClass } from '@/lib/ui/Button';
import { headlineStyle } from '@/lib/ui/headline';
import { DropPicture } from './DropPicture';
import { Purchasers } from './Purchasers';
import { StateTag } from './StateTag';
import { StockMeter } from './StockMeter';

/** The drop that opens the page. Its picture takes half of it. */
export function Lead({ drop }: { drop: Drop }) {
  const { texts: { drops }, locale } = useSpeech();
  const upcoming = currentStatus(drop, useServerNow()) === 'upcoming';
  return (
    <article className="group relative grid lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
      <DropPicture drop={drop} eager decorative sizes="(min-width: 64rem) 56vw, 100vw" className="aspect-[5/4] w-full lg:aspect-auto lg:h-full lg:max-h-[46rem]" />
      <div className="@container flex min-w-0 flex-col gap-7 py-7 lg:min-h-[36rem] lg:justify-between lg:py-2 lg:pl-12">
        <div>
          <div className="flex items-center justify-between gap-4">
            <StateTag drop={drop} />
            <span className="text-lg font-semibold">{formatMoney(drop.price, locale)}</span>
          </div>
          <h3 style={headlineStyle(drop.name)} className="display fit-headline mt-5 uppercase [--headline-max:clamp(4rem,9.5vw,9.5rem)]">
            <Link to={dropPath(drop)} className="after:absolute after:inset-0">{drop.name}</Link>
          </h3>
          {drop.description !== null && <p className="mt-5 line-clamp-3 max-w-prose text-lg wrap-anywhere text-muted">{drop.description}</p>}
        </div>
        {upcoming ? <Opening drop={drop} /> : (
          <div className="grid gap-6">
            <StockMeter drop={drop} size="large" />
            <Latest drop={drop} showsSize={drop.variants.length > 1} />
          </div>
        )}
        {/* The headline is the link. This only looks like a button. */}
        <span aria-hidden className={clsx(buttonClass(), 'self-start group-hover:opacity-85')}>{drops.see}<ArrowRight className="size-4" /></span>
      </div>
    </article>
  );
}

/** Says nothing if nobody has bought yet: the page says so once, in the list of all drops. */
function Latest({ drop, showsSize }: { drop: Drop; showsSize: boolean }) {
  const rows = Math.min(3, drop.latestPurchasersMax);
  return rows === 0 ? null : <Purchasers purchasers={drop.latestPurchasers} rows={rows} showsSize={showsSize} isQuiet />;
}

function Opening({ drop }: { drop: Drop }) {
  const { texts: { drops }, locale } = useSpeech();
  if (drop.startsAt === null) return <p className="figures text-5xl">{drops.noDate}</p>;
  return (
    <div>
      <p className="label">{drops.opensIn}</p>
      <p className="figures text-[clamp(3.5rem,8vw,7rem)]"><Countdown to={drop.startsAt} /></p>
      <p className="mt-2 text-muted">{formatStart(drop.startsAt, locale)}</p>
    </div>
  );
}

/** A live drop below the lead: smaller, the picture beside the facts. */
export function LiveDrop({ drop }: { drop: Drop }) {
  const { locale } = useSpeech();
  return (
    <article className="relative grid gap-x-6 gap-y-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <DropPicture drop={drop} decorative sizes="(min-width: 64rem) 20vw, (min-width: 40rem) 40vw, 100vw" className="aspect-[4/3] w-full sm:aspect-[4/5]" />
      <div className="@container flex min-w-0 flex-col justify-between gap-5">
        <div>
          <div className="flex items-center justify-between gap-4">
            <StateTag drop={drop} />
            <span className="font-semibold">{formatMoney(drop.price, locale)}</span>
          </div>
          <h3 style={headlineStyle(drop.name)} className="display fit-headline mt-3 uppercase [--headline-max:3rem] xl:[--headline-max:3.75rem]">
            <Link to={dropPath(drop)} className="after:absolute after:inset-0">{drop.name}</Link>
          </h3>
        </div>
        <StockMeter drop={drop} />
        <Latest drop={drop} showsSize={false} />
      </div>
    </article>
  );
}

/** A line of the calendar: what, when, and the price. */
export function UpcomingRow({ drop }: { drop: Drop }) {
  const { texts: { drops }, locale } = useSpeech();
  return (
    <article className="relative grid grid-cols-[5rem_minmax(0,1fr)] items-center gap-x-5 gap-y-1 border-t border-line py-4 hover:bg-sunken sm:grid-cols-[7rem_minmax(0,1fr)_auto] lg:grid-cols-[9rem_minmax(0,5fr)_minmax(0,4fr)_minmax(0,3fr)] lg:pr-4">
      <DropPicture drop={drop} decorative sizes="(min-width: 40rem) 9rem, 5rem" className="row-span-2 aspect-square w-full sm:row-span-1" />
      <h3 className="@container min-w-0">
        <Link to={dropPath(drop)} style={headlineStyle(drop.name)} className="display fit-headline block uppercase [--headline-max:2.25rem] [--headline-min:1.5rem] after:absolute after:inset-0 sm:[--headline-max:3rem]">{drop.name}</Link>
      </h3>
      <p className="hidden text-muted lg:block">
        {drop.startsAt === null ? '' : formatStart(drop.startsAt, locale)}<br />{formatMoney(drop.price, locale)}
      </p>
      <p className="sm:text-right">
        {drop.startsAt === null ? <span className="text-muted">{drops.noDate}</span> : (
          <><span className="label mr-2 sm:mr-0 sm:block">{drops.opensIn}</span><Countdown to={drop.startsAt} className="figures text-2xl sm:text-4xl" /></>
        )}
      </p>
    </article>
  );
}

/** A drop of the past: small. */
export function EndedDrop({ drop }: { drop: Drop }) {
  const { locale } = useSpeech();
  return (
    <article className="group relative">
      <DropPicture drop={drop} decorative sizes="(min-width: 64rem) 20vw, (min-width: 40rem) 33vw, 50vw" className="aspect-square w-full opacity-80 saturate-50 transition-[filter,opacity] group-hover:opacity-100 group-hover:saturate-100" />
      <h3 className="display mt-3 text-2xl uppercase wrap-anywhere"><Link to={dropPath(drop)} className="after:absolute after:inset-0">{drop.name}</Link></h3>
      <p className="mt-1 flex flex-wrap items-center justify-between gap-x-3 text-sm text-muted"><StateTag drop={drop} /><span>{formatMoney(drop.price, locale)}</span></p>
    </article>
  );
}
