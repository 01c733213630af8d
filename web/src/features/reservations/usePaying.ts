import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { newKey } from '@/lib/api/client';
import { asProblem, Problem } from '@/lib/api/problem';
import type { PayBody, Payment, Purchase, Reservation } from '@/lib/api/types';
import { useEndedHold } from './holds';
import { isUnderWay } from '@/lib/payments';
import { useAnswer, useGiveUp, usePay, usePayment } from './payments';
import { recordPurchase, usePurchase } from './purchases';

/** What the panel shows. */
export type PayView =
  /** The card is chosen or typed. */
  | { kind: 'card' }
  /** The bank has been asked. */
  | { kind: 'bank' }
  /** The bank asks the customer something. */
  | { kind: 'challenge'; clientSecret: string | null }
  /** The shop itself says when it is paid. */
  | { kind: 'shop' }
  /** The bank does not answer. */
  | { kind: 'slow' };

/** Makes what is sent of the card. Null: what was typed is not complete, and the form says so. Fails with the {@link Problem} to show. */
export type CardSource = () => Promise<PayBody | null>;

export type Paying = ReturnType<typeof usePaying>;

/**
 * Paying for a hold, from the card to the purchase. An attempt that is under way is found again after a reload and followed to its end,
 * also past the end of its hold: the bank may still say yes.
 * @param held The hold that is paid for now. Null: none.
 */
export function usePaying(held: Reservation | null, onBought: (purchase: Purchase) => void) {
  const client = useQueryClient();
  const pay = usePay();
  const answer = useAnswer();
  const giveUp = useGiveUp();
  const [source, setSource] = useState<{ read: CardSource } | null>(null);
  const [isReading, setReading] = useState(false);
  const [unread, setUnread] = useState<Problem | null>(null);
  // The hold may end before its payment does.
  const [hold, setHold] = useState(held);
  if (held !== null && held !== hold) setHold(held);

  const payment = usePayment(hold, pay.isPending);
  // What another tab has paid for is not announced in this one.
  const [followed, follow] = useState<string | null>(null);
  const own = payment && isUnderWay(payment) ? payment.id : (pay.data?.id ?? followed);
  if (own !== followed) follow(own);

  const bought = payment?.purchaseId != null && payment.id === own ? payment.purchaseId : null;
  const { data: found } = usePurchase(bought);
  const purchase = bought === null ? null : (found ?? null);
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (!purchase || !hold || told.current === purchase.id) return;
    told.current = purchase.id;
    recordPurchase(client, hold, purchase);
    onBought(purchase);
  });

  const ended = useEndedHold();
  const isBusy = isReading || pay.isPending || isUnderWay(payment) || (bought !== null && purchase === null);
  const mutations = [pay, answer, giveUp];
  return {
    hold,
    purchase,
    /** Something is under way, and a press would be one too many. */
    isBusy,
    /** The form of the card is there. */
    isReady: source !== null,
    view: viewOf(payment, pay.isPending),
    /** The hold has ended; the bank may still say yes. */
    isPastEnd: held === null,
    pay,
    isAnswering: answer.isPending,
    isGivingUp: giveUp.isPending,
    error: unread ?? pay.error ?? answer.error ?? giveUp.error,
    /** The newest attempt was declined, maybe before this page was loaded. */
    declined: payment?.status === 'declined' && !isBusy ? new Problem(402, { code: 'payment_declined', declineCode: payment.declineCode }) : null,
    /** The hold ran out while its payment was under way. */
    isTimeOver: held === null && ended?.wasPaying === true && ended.id === hold?.id && payment != null && !isUnderWay(payment) && payment.purchaseId == null,
    offerCard: (read: CardSource | null) => setSource(read && { read }),
    reset: () => {
      setUnread(null);
      mutations.forEach((mutation) => mutation.reset());
    },
    /** Asks the form for the card, and the bank for the money. */
    start: async () => {
      if (hold === null || source === null || isBusy) return;
      setReading(true);
      try {
        const body = await source.read();
        if (body !== null) pay.mutate({ hold, body, key: newKey() });
      } catch (error) {
        setUnread(asProblem(error));
      } finally {
        setReading(false);
      }
    },
    answer: (challenge: 'pass' | 'fail' | null) => {
      if (hold !== null) answer.mutate({ hold, challenge });
    },
    giveUp: () => {
      if (hold !== null) giveUp.mutate(hold);
    },
  };
}

function viewOf(payment: Payment | null | undefined, isAsked: boolean): PayView {
  if (!payment || !isUnderWay(payment)) return { kind: isAsked || payment?.purchaseId != null ? 'bank' : 'card' };
  const { status, nextAction } = payment;
  if (status === 'unknown') return { kind: 'slow' };
  if (status !== 'action') return { kind: 'bank' };
  return nextAction?.type === 'await_shop' ? { kind: 'shop' } : { kind: 'challenge', clientSecret: nextAction?.clientSecret ?? null };
}
