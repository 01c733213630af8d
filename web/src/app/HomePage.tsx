import { useRef, useState, type ReactNode } from 'react';
import { Activity } from '@/features/drops/Activity';
import { EndedDrop, Lead, LiveDrop, UpcomingRow } from '@/features/drops/Lead';
import { startOf, useLead, useSteadyOrder } from '@/features/drops/standing';
import { useEveryPage } from '@/lib/api/pages';
import type { Drop, DropStatus } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { newestOf, useDrops } from '@/lib/drops/queries';
import { currentStatus } from '@/lib/drops/status';
import { useTexts } from '@/lib/i18n';
import { useWatchedDrops } from '@/lib/live/useLive';
import { Button, MoreButton, type Pages } from '@/lib/ui/Button';
import { EmptyPage, FailedPage } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { LoadingDrop } from './Loading';
import { usePageTitle } from './page';

export function HomePage() {
  usePageTitle(undefined);
  const live = useDrops('live');
  const paused = useDrops('paused');
  const upcoming = useDrops('upcoming');
  const ended = useDrops('ended', 12);
  // Lists are in the order in which drops were made, so the next drop to open may be on the last page.
  useEveryPage(live);
  useEveryPage(paused);
  useEveryPage(upcoming);

  const queries = [live, paused, upcoming, ended];
  useWatchedDrops(queries.every(({ isSuccess }) => isSuccess));
  const failed = queries.find(({ isError, data }) => isError && data === undefined);
  if (failed) return <FailedPage error={failed.error} onRetry={() => queries.forEach((query) => void query.refetch())} />;
  if (queries.some(({ isPending }) => isPending)) return <LoadingDrop />;

  return <Shelves drops={newestOf(queries.map(({ data }) => data))} ended={ended} />;
}

function Shelves({ drops: all, ended }: { drops: readonly Drop[]; ended: Pages }) {
  const { drops: words, app } = useTexts();
  const now = useServerNow();
  const leadPlace = useRef<HTMLElement>(null);
  const of = (...statuses: DropStatus[]) => all.filter((drop) => statuses.includes(currentStatus(drop, now)));
  const onSale = useSteadyOrder(of('live', 'paused'));
  const toCome = of('upcoming').sort((a, b) => startOf(a) - startOf(b));
  const lead = useLead(onSale.length > 0 ? onSale : toCome, all, leadPlace);
  const isElsewhere = ({ id }: Drop) => id !== lead?.id;
  const gone = of('ended').filter(isElsewhere).sort((a, b) => startOf(b) - startOf(a));
  const calendar = toCome.filter(isElsewhere);

  if (!lead && gone.length === 0) return <EmptyPage title={words.nothing} advice={words.nothingAdvice} />;
  return (
    <div className="page grid gap-20 pt-6 lg:gap-28 lg:pt-8">
      <h1 className="sr-only">{app.drops}</h1>
      {lead && (
        <section aria-labelledby="lead" ref={leadPlace}>
          <h2 id="lead" className="sr-only">{{ draft: words.upcoming, upcoming: words.upcoming, live: words.live, paused: words.live, ended: words.ended }[currentStatus(lead, now)]}</h2>
          <Lead key={lead.id} drop={lead} />
        </section>
      )}
      {onSale.length > 0 && (
        <div className="grid gap-x-12 gap-y-16 lg:grid-cols-2">
          <Some of={onSale.filter(isElsewhere)} shown={24} show={(drop) => <LiveDrop key={drop.id} drop={drop} />} />
          {onSale.some(({ latestPurchasersMax }) => latestPurchasersMax > 0) && (
            // Beside the last drop if there is room, otherwise over both columns.
            <Section title={words.justNow} className="lg:odd:col-span-2"><Activity drops={onSale} /></Section>
          )}
        </div>
      )}
      {calendar.length > 0 && (
        <Section title={words.upcoming} size="large">
          <div className="border-b border-line"><Some of={calendar} shown={30} show={(drop) => <UpcomingRow key={drop.id} drop={drop} />} /></div>
        </Section>
      )}
      {(gone.length > 0 || ended.hasNextPage) && (
        <Section title={words.ended} size="large">
          <div className="grid grid-cols-2 gap-x-4 gap-y-10 sm:grid-cols-3 lg:grid-cols-5 lg:gap-x-6">{gone.map((drop) => <EndedDrop key={drop.id} drop={drop} />)}</div>
          <MoreButton of={ended} className="mt-10" />
        </Section>
      )}
    </div>
  );
}

/** The first ones, and more of them with each press. */
function Some({ of: drops, shown, show }: { of: readonly Drop[]; shown: number; show: (drop: Drop) => ReactNode }) {
  const { app } = useTexts();
  const [count, setCount] = useState(shown);
  return (
    <>
      {drops.slice(0, count).map(show)}
      {drops.length > count && <Button look="outline" className="my-4 justify-self-start" onClick={() => setCount(count + shown)}>{app.more}</Button>}
    </>
  );
}
