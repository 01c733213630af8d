import { useParams } from 'wouter';
import { useOrder } from '@/features/operations/orders';
import { OrderView } from '@/features/operations/OrderView';
import { useConsoleTexts } from '@/features/operations/words';
import { FailedPage } from '@/lib/ui/Notice';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

export function OrderPage() {
  const { orders: words } = useConsoleTexts();
  const { orderId = '' } = useParams();
  const { data: order, error, refetch } = useOrder(orderId);
  usePageTitle(order ? `${words.one} ${order.number}` : words.one);
  if (error && !order) return <FailedPage error={error} onRetry={() => void refetch()} />;
  if (!order) return <Loading />;
  return (
    <div className="page grid gap-8 pt-8">
      <h1 className="display text-[clamp(3rem,7vw,6rem)] uppercase">{words.one} <span className="whitespace-nowrap">{order.number}</span></h1>
      <OrderView order={order} />
    </div>
  );
}
