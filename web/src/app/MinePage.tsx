import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { DropPicture } from '@/features/drops/DropPicture';
import { useHolds, usePastReservations } from '@/features/reservations/holds';
import { usePurchases } from '@/features/reservations/purchases';
import { paymentWords } from '@/features/reservations/Receipt';
import type { Drop, Purchase } from '@/lib/api/types';
import { useDrop } from '@/lib/drops/queries';
import { dropPath, pieces } from '@/lib/drops/status';
import { formatDateTime, formatMoney } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { useMe } from '@/lib/session';
import { LinkButton, MoreButton, type Pages } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { EmptyPage, FailedPage } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { Loading } from './Loading';
import { usePageTitle } from './page';

export default function MinePage() {
  const { app, mine: words } = useTexts();
  const me = useMe();
  usePageTitle(words.title);
  if (me.data === null) {
    return (
      <EmptyPage title={words.signedOutTitle} advice={words.signedOutAdvice}>
        <LinkButton to="/sign-in?to=/mine">{app.signIn}</LinkButton>
      </EmptyPage>
    );
  }
  if (me.data) return <Shelves />;
  return me.error ? <FailedPage error={me.error} onRetry={() => void me.refetch()} /> : <Loading />;
}

function Shelves() {
  const { texts, locale } = useSpeech();
  const { mine: words } = texts;
  const holds = useHolds();
  const purchases = usePurchases();
  const past = usePastReservations();
  const bought = purchases.data?.pages.flatMap(({ items }) => items);
  const sum = ({ price, quantity }: Pick<Purchase, 'price' | 'quantity'>) => formatMoney({ ...price, amountMinor: price.amountMinor * quantity }, locale);
  return (
    <div className="page grid gap-16 pt-8">
      <h1 className="display text-[clamp(4rem,10vw,9rem)] uppercase">{words.title}</h1>
      <Shelf title={words.holds} empty={words.noHolds} isEmpty={holds.length === 0}>
        {holds.map((hold) => (
          <Row key={hold.id} dropId={hold.dropId} variantId={hold.variantId} quantity={hold.quantity} to={dropPath}>
            <Countdown to={hold.keptUntil} className="figures block text-4xl text-held" />
            <span className="font-semibold">{sum(hold)}</span>
          </Row>
        ))}
      </Shelf>
      <Shelf title={words.purchases} empty={words.noPurchases} isEmpty={bought?.length === 0} more={purchases}>
        {bought?.map((purchase) => (
          <Row key={purchase.id} dropId={purchase.dropId} variantId={purchase.variantId} quantity={purchase.quantity} to={() => `/receipts/${purchase.id}`}>
            <span className="block font-semibold">{sum(purchase)}</span>
            <span className="label block">{formatDateTime(purchase.purchasedAt, locale)}</span>
            <span className="label">{paymentWords(purchase, texts, locale)}</span>
          </Row>
        ))}
      </Shelf>
      <Shelf title={words.earlier} empty={words.noEarlier} isEmpty={past.data?.length === 0 && !past.hasNextPage} more={past}>
        {past.data?.map((reservation) => (
          <Row key={reservation.id} dropId={reservation.dropId} variantId={reservation.variantId} quantity={reservation.quantity} to={dropPath}>
            <span className="block font-medium">{reservation.endedBy === 'operator' ? words.endedByShop : words.statuses[reservation.status]}</span>
            <span className="label">{formatDateTime(reservation.createdAt, locale)}</span>
          </Row>
        ))}
      </Shelf>
    </div>
  );
}

interface ShelfProps {
  title: string;
  empty: string;
  isEmpty: boolean;
  /** If the list comes by pages. */
  more?: Pages;
  children: ReactNode;
}

function Shelf({ title, empty, isEmpty, more, children }: ShelfProps) {
  return (
    <Section title={title}>
      {isEmpty ? <p className="border-t border-line py-4 text-muted">{empty}</p> : <ul className="border-b border-line">{children}</ul>}
      {more && <MoreButton of={more} className="mt-6" />}
    </Section>
  );
}

interface RowProps {
  dropId: string;
  variantId: string;
  quantity: number;
  to: (drop: Drop) => string;
  children: ReactNode;
}

function Row({ dropId, variantId, quantity, to, children }: RowProps) {
  const { data: drop } = useDrop(dropId);
  return (
    <li className="relative grid min-h-22 grid-cols-[4rem_minmax(0,1fr)_auto] items-center gap-5 border-t border-line py-3 hover:bg-sunken sm:pr-4">
      {drop ? <DropPicture drop={drop} decorative sizes="8rem" className="aspect-square w-full" /> : <div className="aspect-square bg-sunken" />}
      <div className="min-w-0">
        {drop && <Link to={to(drop)} className="text-lg font-semibold wrap-anywhere after:absolute after:inset-0">{drop.name}</Link>}
        <p className="text-muted wrap-anywhere">{drop && pieces(drop, variantId, quantity)}</p>
      </div>
      <div className="text-right">{children}</div>
    </li>
  );
}
