import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'wouter';
import { DropPicture } from '@/features/drops/DropPicture';
import { usePurchase } from '@/features/reservations/purchases';
import { KeepReceipt, Receipt } from '@/features/reservations/Receipt';
import { asProblem } from '@/lib/api/problem';
import type { Me, Purchase } from '@/lib/api/types';
import { useDrop } from '@/lib/drops/queries';
import { useTexts } from '@/lib/i18n';
import { wantedReturn } from '@/lib/returning';
import { useMe } from '@/lib/session';
import { LinkButton } from '@/lib/ui/Button';
import { EmptyPage, FailedPage } from '@/lib/ui/Notice';
import { Loading } from './Loading';
import { usePageTitle } from './page';

// Only a guest needs it.
const Keep = lazy(() => import('@/features/accounts/Keep'));
// Only who came from another site's page does.
const ReturnLink = lazy(() => import('./ReturnLink'));

export default function ReceiptPage() {
  const { purchaseId = '' } = useParams();
  const { app, purchase: words } = useTexts();
  const me = useMe();
  const { data: purchase, error, refetch } = usePurchase(purchaseId);
  const isMissing = me.data === null || (error !== null && asProblem(error).status === 404);
  usePageTitle(isMissing ? words.notFoundTitle : words.receipt);

  if (purchase && me.data) return <ReceiptView purchase={purchase} buyer={me.data} />;
  if (isMissing) {
    return (
      <EmptyPage title={words.notFoundTitle} advice={me.data ? words.notFoundAdvice : words.signedOutAdvice}>
        <LinkButton to={me.data ? '/mine' : `/sign-in?to=/receipts/${purchaseId}`}>{me.data ? app.mine : app.signIn}</LinkButton>
      </EmptyPage>
    );
  }
  const failure = error ?? me.error;
  if (failure) return <FailedPage error={failure} onRetry={() => void (me.error ? me.refetch() : refetch())} />;
  return <Loading />;
}

function ReceiptView({ purchase, buyer }: { purchase: Purchase; buyer: Me }) {
  const { drops } = useTexts();
  const { data: drop } = useDrop(purchase.dropId);
  // It stays when it has been used: it says what comes next.
  const [cameAsGuest] = useState(buyer.email == null);
  return (
    <div className="page grid gap-x-14 gap-y-8 pt-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:pt-8 print:block">
      {drop ? <DropPicture drop={drop} decorative eager sizes="(min-width: 64rem) 40vw, 100vw" className="no-print aspect-[4/3] w-full lg:aspect-[4/5]" /> : <div className="no-print aspect-[4/3] bg-sunken lg:aspect-[4/5]" />}
      <div className="min-w-0">
        <Receipt purchase={purchase} drop={drop} buyerName={buyer.displayName} />
        <KeepReceipt isGuest={buyer.email == null} />
        {cameAsGuest && <Suspense fallback={null}><Keep /></Suspense>}
        {wantedReturn() !== null && <Suspense fallback={null}><ReturnLink /></Suspense>}
        {drop && <p className="no-print mt-4"><Link to={`/verify?drop=${drop.slug}`} className="inline-flex min-h-11 items-center underline underline-offset-4">{drops.verifyMine}</Link></p>}
      </div>
    </div>
  );
}
