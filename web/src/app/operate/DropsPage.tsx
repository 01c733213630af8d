import { clsx } from 'clsx';
import { Copy, Plus, Search } from 'lucide-react';
import { memo, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { DropPicture } from '@/features/drops/DropPicture';
import { StateTag } from '@/features/drops/StateTag';
import { useConsoleTexts } from '@/features/operations/words';
import type { Drop, DropStatus } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { newestOf, useDrops, useFoundDrops } from '@/lib/drops/queries';
import { currentStatus, stockOf } from '@/lib/drops/status';
import { formatMoney, formatNumber, formatStart } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { useWatchedDrops } from '@/lib/live/useLive';
import { useMay } from '@/lib/session';
import { Button, LinkButton } from '@/lib/ui/Button';
import { FailedPage, ProblemNotice } from '@/lib/ui/Notice';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

const STATES: DropStatus[] = ['live', 'paused', 'upcoming', 'draft', 'ended'];
const isState = (value: string | null): value is DropStatus => STATES.includes(value as DropStatus);

export function DropsPage() {
  const words = useConsoleTexts();
  const mayRun = useMay('operator');
  const { app, drops: dropWords, number } = useTexts();
  usePageTitle(words.title);
  const [params] = useSearchParams();
  const chosen = params.get('state');
  const isArchive = chosen === 'archived';
  const [typed, setTyped] = useState('');
  const query = useDeferredValue(typed.trim());
  const found = useFoundDrops(query, isArchive);
  const isSearch = query !== '' || isArchive;
  const search = useShortcuts();
  const now = useServerNow();
  const live = useDrops('live');
  const paused = useDrops('paused');
  const upcoming = useDrops('upcoming');
  const draft = useDrops('draft');
  const ended = useDrops('ended');
  const byState = { live, paused, upcoming, draft, ended };
  const queries = STATES.map((state) => byState[state]);
  const drops = useMemo(
    () => newestOf([live.data, paused.data, upcoming.data, draft.data, ended.data]),
    [live.data, paused.data, upcoming.data, draft.data, ended.data],
  );
  useWatchedDrops(queries.every(({ isSuccess }) => isSuccess));

  const failed = [...queries, ...(isSearch ? [found] : [])].find(({ isError, data }) => isError && data === undefined);
  if (failed) return <FailedPage error={failed.error} onRetry={() => queries.forEach((query) => void query.refetch())} />;
  if (queries.some(({ isPending }) => isPending)) return <Loading />;

  const stateOf = new Map(drops.map((drop) => [drop.id, currentStatus(drop, now)]));
  const rankOf = ({ id }: Drop) => STATES.indexOf(stateOf.get(id) ?? 'ended');
  const all = drops.toSorted((a, b) => rankOf(a) - rankOf(b) || (b.startsAt ?? '').localeCompare(a.startsAt ?? ''));
  const count = (status: DropStatus) => all.filter(({ id }) => stateOf.get(id) === status).length;
  const shown = isSearch ? newestOf([found.data]) : isState(chosen) ? all.filter(({ id }) => stateOf.get(id) === chosen) : all;
  const nameOf = (status: DropStatus) => (status === 'upcoming' ? words.scheduled : dropWords.statuses[status]);
  const longer = (isSearch ? [found] : isState(chosen) ? [byState[chosen]] : queries).filter(({ hasNextPage }) => hasNextPage);

  /** A plus sign says that the list goes on and only this many have been fetched. */
  const tab = (label: string, amount: number, state: DropStatus | null) => (
    <Link
      key={state ?? 'all'}
      to={state === null ? '/operate' : `/operate?state=${state}`}
      aria-current={(isState(chosen) ? chosen : null) === state ? 'page' : undefined}
      className="grid min-h-20 min-w-28 grow content-between border-r border-line px-4 py-3 last:border-r-0 hover:bg-sunken aria-[current]:bg-ink aria-[current]:text-inverse"
    >
      <span className="figures text-4xl">{number(amount)}{(state === null ? queries : [byState[state]]).some(({ hasNextPage }) => hasNextPage) && '+'}</span>
      <span className="text-sm font-medium">{label}</span>
    </Link>
  );

  return (
    <div className="page grid gap-8 pt-8">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <h1 className="display text-[clamp(3.5rem,8vw,7rem)] uppercase">{words.title}</h1>
        {mayRun && <LinkButton to="/operate/new"><Plus className="size-4" aria-hidden />{words.create}</LinkButton>}
      </div>
      <label className="relative block max-w-md">
        <span className="sr-only">{words.find}</span>
        <Search className="pointer-events-none absolute top-1/2 left-3 size-5 -translate-y-1/2 text-muted" aria-hidden />
        <input ref={search} type="search" placeholder={words.find} aria-keyshortcuts="/" value={typed} maxLength={200} onChange={(event) => setTyped(event.target.value)} className="min-h-11 w-full border border-edge bg-surface pr-3 pl-10" />
      </label>
      <nav aria-label={words.colState} className="flex overflow-x-auto border border-line">
        {tab(words.all, all.length, null)}
        {STATES.map((status) => tab(nameOf(status), count(status), status))}
        <Link to="/operate?state=archived" aria-current={isArchive ? 'page' : undefined} className="grid min-h-20 min-w-28 grow content-end px-4 py-3 hover:bg-sunken aria-[current]:bg-ink aria-[current]:text-inverse"><span className="text-sm font-medium">{words.archive}</span></Link>
      </nav>
      {isSearch && found.isPending ? <Loading /> : shown.length === 0 ? <p role="status" className="py-10 text-lg text-muted">{query === '' ? words.none : words.noneFound}</p> : (
        <ul className="border-b border-line">{shown.map((drop) => <Row key={drop.id} drop={drop} status={stateOf.get(drop.id) ?? currentStatus(drop, now)} />)}</ul>
      )}
      {longer.length > 0 && <Button look="outline" className="justify-self-start" busy={longer.some(({ isFetchingNextPage }) => isFetchingNextPage)} onClick={() => longer.forEach((list) => void list.fetchNextPage())}>{app.more}</Button>}
      {longer.map(({ isFetchNextPageError, error }, index) => isFetchNextPageError && <ProblemNotice key={index} error={error} />)}
    </div>
  );
}

/** "/" goes to the search, "n" to a new drop, where nothing is typed in. */
function useShortcuts() {
  const search = useRef<HTMLInputElement>(null);
  const [, navigate] = useLocation();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && (event.target.isContentEditable || event.target.closest('input, textarea, select, dialog') !== null);
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || (event.key !== '/' && event.key !== 'n')) return;
      event.preventDefault();
      if (event.key === '/') search.current?.focus();
      else navigate('/operate/new');
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [navigate]);
  return search;
}

/** Memoized: of a thousand rows, only the one that changes is drawn again. */
const Row = memo(function Row({ drop, status }: { drop: Drop; status: DropStatus }) {
  const words = useConsoleTexts();
  const mayRun = useMay('operator');
  const { texts: { drops }, locale } = useSpeech();
  const stock = stockOf(drop);
  const numbers = [
    // Green means that it can be bought now, or soon again.
    { label: status === 'ended' ? words.unsold : drops.free, count: stock.available, tone: status === 'live' || status === 'paused' ? 'text-free' : 'text-muted' },
    { label: drops.held, count: stock.held, tone: 'text-held' },
    { label: drops.sold, count: stock.sold, tone: 'text-ink' },
  ];
  return (
    <li className="relative grid grid-cols-[4rem_minmax(0,1fr)_auto] items-center gap-x-5 gap-y-2 border-t border-line py-3 hover:bg-sunken lg:grid-cols-[4rem_minmax(0,5fr)_minmax(0,4fr)_minmax(0,5fr)_auto]">
      <DropPicture drop={drop} decorative sizes="5rem" className="aspect-square w-full" />
      <div className="min-w-0">
        <Link to={`/operate/drops/${drop.id}`} className="text-lg font-semibold wrap-anywhere after:absolute after:inset-0">{drop.name}</Link>
        <p className="text-sm text-muted">{formatMoney(drop.price, locale)}</p>
      </div>
      <div className="max-lg:col-span-2 max-lg:col-start-2 max-lg:row-start-2">
        <StateTag drop={drop} />
        <p className="text-sm text-muted">{drop.startsAt === null ? drops.noDate : formatStart(drop.startsAt, locale)}</p>
      </div>
      <dl className="flex gap-6 max-lg:col-span-2 max-lg:col-start-2 max-lg:row-start-3">
        {numbers.map(({ label, count, tone }) => (
          <div key={label} className="flex min-w-14 flex-col-reverse">
            <dt className="label">{label}</dt>
            <dd className={clsx('figures text-3xl', count === 0 ? 'text-muted' : tone)}>{formatNumber(count, locale)}</dd>
          </div>
        ))}
      </dl>
      {mayRun && <Link to={`/operate/new?from=${drop.id}`} aria-label={`${words.clone}: ${drop.name}`} className="relative inline-flex min-h-11 items-center gap-2 rounded-sm px-3 text-sm font-semibold hover:bg-line max-lg:col-start-3 max-lg:row-start-1"><Copy className="size-4" aria-hidden />{words.clone}</Link>}
    </li>
  );
});
