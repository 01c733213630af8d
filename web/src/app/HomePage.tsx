import type { ReactNode } from 'react';
import { Activity } from '@/features/drops/Activity';
import { EndedDrop, Lead, LiveDrop, UpcomingRow } from '@/features/drops/Lead';
import type { Drop, DropStatus } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { useDrops } from '@/lib/drops/queries';
import { currentStatus } from '@/lib/drops/status';
import { useTexts } from '@/lib/i18n';
import { useWatchedDrops } from '@/lib/live/useLive';
import { Button } from '@/lib/ui/Button';
import { EmptyPage, FailedPage } from '@/lib/ui/Notice';
import { HomeSkeleton } from './HomeSkeleton';
import { usePageTitle } from './usePageTitle';


export function HomePage() {
  const { drops: words, app } = useTexts();
  usePageTitle(undefined);
  const live = useDrops('live');
  const paused = useDrops('paused');
  const upcoming = useDrops('upcoming');
  const ended = useDrops('ended', 12);
  const now = useServerNow();

  const queries = [live, paused, upcoming, ended];
  useWatchedDrops(queries.every(({ isSuccess }) => isSuccess));
  const failed = queries.find(({ isError, data }) => isError && data === undefined);
  if (failed) return <FailedPage error={failed.error} onRetry={() => queries.forEach((query) => void query.refetch())} />;
  if (queries.some(({ isPending }) => isPending)) return <HomeSkeleton />;

  // A drop moves from list to list by itself: where it stands is decided by what it is now, not by the query that found it.
  const byId = new Map<string, Drop>();
  for (const drop of queries.flatMap(({ data }) => data?.pages.flatMap(({ items }) => items) ?? [])) {
    const known = byId.get(drop.id);
    if (!known || known.version < drop.version) byId.set(drop.id, drop);
  }
  const all = [...byId.values()];
  const of = (...statuses: DropStatus[]) => all.filter((drop) => statuses.includes(currentStatus(drop, now)));

  const onSale = of('live', 'paused').sort((a, b) => rank(a) - rank(b) || startOf(b) - startOf(a));
  const toCome = of('upcoming').sort((a, b) => startOf(a) - startOf(b));
  const gone = of('ended').sort((a, b) => startOf(b) - startOf(a));

  const [lead, ...others] = onSale.length > 0 ? onSale : toCome;
  if (!lead && gone.length === 0) return <EmptyPage title={words.nothing} advice={words.nothingAdvice} />;
  const besides = onSale.length > 0 ? others : [];
  const calendar = onSale.length > 0 ? toCome : others;

  return (
    <div className="page grid gap-20 pt-6 lg:gap-28 lg:pt-8">
      <h1 className="sr-only">{app.drops}</h1>
      {lead && (
        <section aria-labelledby="lead">
          <h2 id="lead" className="sr-only">{onSale.length > 0 ? words.live : words.upcoming}</h2>
          <Lead drop={lead} />
        </section>
      )}
      {onSale.length > 0 && (
        <div className="grid gap-x-12 gap-y-16 lg:grid-cols-2">
          {besides.map((drop) => <LiveDrop key={drop.id} drop={drop} />)}
          {/* Beside the last drop where there is room, else across. */}
          <section className="lg:odd:col-span-2">
            <h2 className="display mb-4 text-4xl uppercase">{words.justNow}</h2>
            <Activity drops={onSale} />
          </section>
        </div>
      )}
      {calendar.length > 0 && (
        <Section title={words.upcoming}>
          <div className="border-b border-line">{calendar.map((drop) => <UpcomingRow key={drop.id} drop={drop} />)}</div>
        </Section>
      )}
      {gone.length > 0 && (
        <Section title={words.ended}>
          <div className="grid grid-cols-2 gap-x-4 gap-y-10 sm:grid-cols-3 lg:grid-cols-5 lg:gap-x-6">{gone.map((drop) => <EndedDrop key={drop.id} drop={drop} />)}</div>
          {ended.hasNextPage && <Button look="outline" className="mt-10" busy={ended.isFetchingNextPage} onClick={() => void ended.fetchNextPage()}>{app.more}</Button>}
        </Section>
      )}
    </div>
  );
}

/** What can be had comes before what can't. */
const rank = ({ status, availability }: Drop): number => (availability === 'soldOut' ? 2 : status === 'paused' || availability === 'allHeld' ? 1 : 0);

const startOf = ({ startsAt }: Drop): number => (startsAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(startsAt));

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="display mb-6 text-[clamp(2.5rem,5vw,4.5rem)] uppercase">{title}</h2>
      {children}
    </section>
  );
}
