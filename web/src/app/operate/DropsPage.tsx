import { clsx } from 'clsx';
import { Copy, FileUp, Plus, Search } from 'lucide-react';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { DropPicture } from '@/features/drops/DropPicture';
import { StateTag } from '@/features/drops/StateTag';
import { DropsTogether } from '@/features/operations/DropsTogether';
import { Overview } from '@/features/operations/Figures';
import { searchIn } from '@/features/operations/Filter';
import { Box } from '@/features/operations/OrderTable';
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
const SORTS = ['newest', 'name', 'startsAt'] as const;
const isSort = (value: string | null): value is (typeof SORTS)[number] => (SORTS as readonly (string | null)[]).includes(value);
const isState = (value: string | null): value is DropStatus => STATES.includes(value as DropStatus);

export function DropsPage() {
  const words = useConsoleTexts();
  const mayRun = useMay('operator');
  const { app, drops: dropWords, number } = useTexts();
  usePageTitle(words.title);
  const [params, setParams] = useSearchParams();
  const chosen = params.get('state');
  const isArchive = chosen === 'archived';
  const [typed, setTyped] = useState(params.get('query') ?? '');
  const query = useDeferredValue(typed.trim());
  const sort = params.get('sort');
  const isSearch = query !== '' || isArchive || isSort(sort);
  const found = useFoundDrops(isSearch ? searchIn({ query, sort: isSort(sort) ? sort : null, status: isState(chosen) ? chosen : null, archived: String(isArchive) }) : '');
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
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
  const foundDrops = newestOf([found.data]);
  const shown = isSearch ? foundDrops : isState(chosen) ? all.filter(({ id }) => stateOf.get(id) === chosen) : all;
  const nameOf = (status: DropStatus) => (status === 'upcoming' ? words.scheduled : dropWords.statuses[status]);
  const longer = (isSearch ? [found] : isState(chosen) ? [byState[chosen]] : queries).filter(({ hasNextPage }) => hasNextPage);

  /** In this page's address: a reload and the way back find it again. */
  const set = (name: 'query' | 'sort', value: string) => setParams(withParam(params, name, value), { replace: true });
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    select(next);
  };

  /** A plus sign says that the list goes on and only this many have been fetched. */
  const tab = (label: string, amount: number, state: DropStatus | null) => (
    <Link
      key={state ?? 'all'}
      to={addressOf(withParam(params, 'state', state ?? ''))}
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
        {mayRun && (
          <div className="flex flex-wrap gap-3">
            <LinkButton look="outline" to="/operate/import"><FileUp className="size-4" aria-hidden />{words.imports.open}</LinkButton>
            <LinkButton to="/operate/new"><Plus className="size-4" aria-hidden />{words.create}</LinkButton>
          </div>
        )}
      </div>
      <Overview />
      <div className="flex flex-wrap items-center gap-4">
        <label className="relative block max-w-md grow">
          <span className="sr-only">{words.find}</span>
          <Search className="pointer-events-none absolute top-1/2 left-3 size-5 -translate-y-1/2 text-muted" aria-hidden />
          <input
            type="search"
            placeholder={words.find}
            aria-keyshortcuts="/"
            value={typed}
            maxLength={200}
            onChange={({ target }) => {
              setTyped(target.value);
              set('query', target.value.trim());
            }}
            className="min-h-11 w-full border border-edge bg-surface pr-3 pl-10"
          />
        </label>
        <div className="flex items-center gap-2">
          <label htmlFor="sort" className="text-sm font-semibold">{words.lists.sort}</label>
          <select id="sort" value={isSort(sort) ? sort : ''} onChange={({ target }) => set('sort', target.value)} className="min-h-11 rounded-sm border border-edge bg-surface px-3">
            <option value="">{words.lists.sorts.state}</option>
            {SORTS.map((one) => <option key={one} value={one}>{words.lists.sorts[one]}</option>)}
          </select>
        </div>
      </div>
      <nav aria-label={words.colState} className="flex overflow-x-auto border border-line">
        {tab(words.all, all.length, null)}
        {STATES.map((status) => tab(nameOf(status), count(status), status))}
        <Link to={addressOf(withParam(params, 'state', 'archived'))} aria-current={isArchive ? 'page' : undefined} className="grid min-h-20 min-w-28 grow content-end px-4 py-3 hover:bg-sunken aria-[current]:bg-ink aria-[current]:text-inverse"><span className="text-sm font-medium">{words.archive}</span></Link>
      </nav>
      {isSearch && found.isPending ? <Loading /> : shown.length === 0 ? <p role="status" className="py-10 text-lg text-muted">{query === '' ? words.none : words.noneFound}</p> : (
        <ul className="border-b border-line">{shown.map((drop) => <Row key={drop.id} drop={drop} status={stateOf.get(drop.id) ?? currentStatus(drop, now)} isSelected={selected.has(drop.id)} onToggle={mayRun ? toggle : null} />)}</ul>
      )}
      {longer.length > 0 && <Button look="outline" className="justify-self-start" busy={longer.some(({ isFetchingNextPage }) => isFetchingNextPage)} onClick={() => longer.forEach((list) => void list.fetchNextPage())}>{app.more}</Button>}
      {mayRun && <DropsTogether drops={shown.filter(({ id }) => selected.has(id))} onSelect={select} />}
      {longer.map(({ isFetchNextPageError, error }, index) => isFetchNextPageError && <ProblemNotice key={index} error={error} />)}
    </div>
  );
}

/** @param value An empty one takes the parameter out. */
function withParam(params: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(params);
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next;
}

const addressOf = (params: URLSearchParams): string => (params.size === 0 ? '/operate' : `/operate?${params}`);

/** Memoized: of a thousand rows, only the one that changes is drawn again. */
const Row = memo(function Row({ drop, status, isSelected, onToggle }: { drop: Drop; status: DropStatus; isSelected: boolean; onToggle: ((id: string) => void) | null }) {
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
    <li className="relative grid grid-cols-[4rem_minmax(0,1fr)_auto] items-center gap-x-5 gap-y-2 border-t border-line py-3 hover:bg-sunken has-checked:bg-sunken lg:grid-cols-[6.5rem_minmax(0,5fr)_minmax(0,4fr)_minmax(0,5fr)_auto]">
      <div className="grid items-center gap-2 lg:grid-cols-[2rem_4rem]">
        {onToggle && <div className="relative z-10 max-lg:row-start-2 max-lg:justify-self-center"><Box label={words.lists.choose(drop.name)} checked={isSelected} onChange={() => onToggle(drop.id)} /></div>}
        <DropPicture drop={drop} decorative sizes="5rem" className="aspect-square w-16 lg:col-start-2" />
      </div>
      <div className="min-w-0">
        <Link to={`/operate/drops/${drop.id}`} data-row className="text-lg font-semibold wrap-anywhere after:absolute after:inset-0">{drop.name}</Link>
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
