import { useParams } from 'wouter';
import { PaymentTable, RefundTable, StepTable } from '@/features/operations/Payments';
import { usePaymentOfShop } from '@/features/operations/queries';
import { useConsoleTexts } from '@/features/operations/words';
import { FailedPage } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';

/** One payment: what became of it step by step, and what can be done with it. */
export function PaymentPage() {
  const { payments: words } = useConsoleTexts();
  const { paymentId = '' } = useParams();
  const { data: payment, error, refetch } = usePaymentOfShop(paymentId);
  usePageTitle(payment ? `${words.one}: ${payment.customerName}` : words.one);
  if (error && !payment) return <FailedPage error={error} onRetry={() => void refetch()} />;
  if (!payment) return <Loading />;
  return (
    <div className="page grid gap-10 pt-8">
      <h1 className="display text-[clamp(3rem,7vw,6rem)] uppercase wrap-anywhere">{words.one}</h1>
      <PaymentTable label={words.one} payments={[payment]} isOpen />
      <Section size="small" title={words.steps}><StepTable label={words.steps} steps={payment.steps ?? []} /></Section>
      <Section size="small" title={words.refunds}><RefundTable label={words.refunds} payment={payment} refunds={payment.refunds ?? []} /></Section>
    </div>
  );
}
