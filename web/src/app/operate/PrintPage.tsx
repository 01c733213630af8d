import { Printer } from 'lucide-react';
import { useSearchParams } from 'wouter';
import { useOrdersById } from '@/features/operations/orders';
import { PackingSlip } from '@/features/operations/PackingSlip';
import { useConsoleTexts } from '@/features/operations/words';
import { Button, LinkButton } from '@/lib/ui/Button';
import { FailedPage } from '@/lib/ui/Notice';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

/** Packing slips, a page each. */
export function PrintPage() {
  const { orders: words } = useConsoleTexts();
  usePageTitle(words.slips);
  const [params] = useSearchParams();
  const ids = params.get('ids') ?? '';
  const { data: orders, error, refetch } = useOrdersById(ids);
  if (error && !orders) return <FailedPage error={error} onRetry={() => void refetch()} />;
  if (ids !== '' && !orders) return <Loading />;
  return (
    <div className="page slips grid gap-6 pt-8">
      <div className="no-print flex flex-wrap items-center gap-3">
        <h1 className="display grow text-5xl uppercase">{words.slips}</h1>
        <LinkButton look="outline" to="/operate/orders">{words.back}</LinkButton>
        <Button disabled={!orders?.length} onClick={() => window.print()}><Printer className="size-4" aria-hidden />{words.print}</Button>
      </div>
      {!orders?.length && <p className="text-muted">{words.slipsNone}</p>}
      {orders?.map((order) => <PackingSlip key={order.id} order={order} />)}
    </div>
  );
}
