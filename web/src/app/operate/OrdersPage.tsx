import { Download, Printer, Truck } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { Confirm } from '@/features/operations/Confirm';
import { ORDERS_PER_PAGE, searchOf, useMarkManySent, useOrders, type OrderFilter } from '@/features/operations/orders';
import { OrderTable } from '@/features/operations/OrderTable';
import { isRetrying } from '@/features/operations/usePost';
import { useConsoleTexts } from '@/features/operations/words';
import { below } from '@/lib/base';
import { newestOf, useDrops } from '@/lib/drops/queries';
import { useMay } from '@/lib/session';
import { Button, MoreButton, buttonClass } from '@/lib/ui/Button';
import { SelectField, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

/** All orders of the shop: found, and those that are chosen marked or printed together. */
export function OrdersPage() {
  const { orders: words } = useConsoleTexts();
  usePageTitle(words.title);
  const [params, setParams] = useSearchParams();
  const [, navigate] = useLocation();
  const filter: OrderFilter = { query: params.get('query'), status: params.get('status'), drop: params.get('drop') };
  const orders = useOrders(filter);
  const mark = useMarkManySent();
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, setAsking] = useState(false);
  const [live, paused, ended] = [useDrops('live'), useDrops('paused'), useDrops('ended')];
  const drops = newestOf([live.data, paused.data, ended.data]);

  const set = (name: keyof OrderFilter, value: string) => {
    const next = new URLSearchParams(params);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParams(next, { replace: true });
    choose(new Set());
  };
  const search = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('query');
    set('query', typeof typed === 'string' ? typed.trim() : '');
  };
  const maySend = useMay('operator');
  const all = orders.data?.pages.flatMap(({ items }) => items) ?? [];
  // What is no longer shown is not chosen any more.
  const selected = all.filter(({ id }) => chosen.has(id)).slice(0, ORDERS_PER_PAGE);
  const refused = mark.data?.refused.length ?? 0;
  return (
    <div className="page grid gap-6 pt-8">
      <h1 className="display text-[clamp(3.5rem,8vw,7rem)] uppercase">{words.title}</h1>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
        <form onSubmit={search} role="search" className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2 sm:col-span-2 lg:col-span-1">
          <TextField key={filter.query ?? ''} name="query" type="search" label={words.search} advice={words.searchAdvice} defaultValue={filter.query ?? ''} maxLength={100} />
          <Button type="submit" look="outline" className="mt-[1.625rem]">{words.find}</Button>
        </form>
        <SelectField label={words.status} value={filter.status ?? ''} onChange={(event) => set('status', event.target.value)}>
          <option value="">{words.allStatuses}</option>
          {Object.entries(words.filters).map(([value, name]) => <option key={value} value={value}>{name}</option>)}
        </SelectField>
        <SelectField label={words.drop} value={filter.drop ?? ''} onChange={(event) => set('drop', event.target.value)}>
          <option value="">{words.allDrops}</option>
          {drops.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
        </SelectField>
      </div>
      <div className="flex min-h-11 flex-wrap items-center gap-3">
        <p role="status" className="font-semibold empty:-mr-3">{selected.length > 0 && words.selected(selected.length)}</p>
        {maySend && <Button size="small" className="min-h-11" disabled={selected.length === 0} busy={mark.isPending} onClick={() => setAsking(true)}><Truck className="size-4" aria-hidden />{words.markSent}</Button>}
        <Button look="outline" size="small" className="min-h-11" disabled={selected.length === 0} onClick={() => navigate(`/operate/orders/print?ids=${selected.map(({ id }) => id).join(',')}`)}>
          <Printer className="size-4" aria-hidden />{words.slips}
        </Button>
        <a href={below(`/api/v1/orders.csv?${searchOf(filter)}`)} download className={`${buttonClass('outline', 'small')} min-h-11`}><Download className="size-4" aria-hidden />{words.csv}</a>
      </div>
      {refused > 0 && <p role="status" className="font-medium text-refused">{words.someRefused(refused)}</p>}
      {orders.error && !orders.data ? <ProblemNotice error={orders.error} /> : orders.data ? <OrderTable orders={all} selected={new Set(selected.map(({ id }) => id))} onSelect={choose} /> : <Loading />}
      <MoreButton of={orders} className="justify-self-start" />
      {isAsking && (
        <Confirm
          title={words.markSent}
          action={words.markSent}
          busy={mark.isPending}
          retrying={isRetrying(mark)}
          error={mark.error}
          onClose={() => setAsking(false)}
          onConfirm={() => mark.mutate({ ids: selected.map(({ id }) => id) }, {
            onSuccess: () => {
              setAsking(false);
              choose(new Set());
            },
          })}
        >
          <p>{words.markSentAsk(selected.length)}</p>
        </Confirm>
      )}
    </div>
  );
}
