import { loadStripe } from '@stripe/stripe-js/pure';
import type { Stripe, StripeElements, StripeError } from '@stripe/stripe-js';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Problem } from '@/lib/api/problem';
import type { Reservation } from '@/lib/api/types';
import { useSpeech, useTexts } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { ProblemNotice } from '@/lib/ui/Notice';
import type { CardSource } from './usePaying';

/** Stripe's own code, from Stripe, once for the page: card data goes from its frame to Stripe and never to this server. */
const loaded = new Map<string, Promise<Stripe | null>>();

function stripeOf(publishableKey: string): Promise<Stripe | null> {
  const known = loaded.get(publishableKey) ?? loadStripe(publishableKey).catch(() => null);
  loaded.set(publishableKey, known);
  // What could not be loaded is tried again by the next panel.
  void known.then((stripe) => { if (stripe === null) loaded.delete(publishableKey); });
  return known;
}

interface CardProps {
  publishableKey: string;
  hold: Reservation;
  onOffer: (read: CardSource | null) => void;
}

/** Stripe's form for the card. */
export default function StripeCard({ publishableKey, hold, onOffer }: CardProps) {
  const { language } = useSpeech();
  const place = useRef<HTMLDivElement>(null);
  const [isMissing, setMissing] = useState(false);
  const offer = useRef(onOffer);
  useEffect(() => { offer.current = onOffer; });

  const { price, quantity } = hold;
  const [amount, currency] = [price.amountMinor * quantity, price.currency.toLowerCase()];
  useEffect(() => {
    let isGone = false;
    let unmount: (() => void) | undefined;
    void stripeOf(publishableKey).then((stripe) => {
      if (isGone || !place.current) return;
      setMissing(stripe === null);
      if (stripe === null) return;
      // The amount only shapes the form: what is charged is decided by the server.
      const elements = stripe.elements({ mode: 'payment', amount, currency, captureMethod: 'manual', allowedPaymentMethodTypes: ['card'], locale: language });
      const card = elements.create('payment');
      card.mount(place.current);
      card.on('ready', () => offer.current(() => tokenOf(stripe, elements)));
      card.on('loaderror', () => setMissing(true));
      unmount = () => card.destroy();
    });
    return () => {
      isGone = true;
      offer.current(null);
      unmount?.();
    };
  }, [publishableKey, amount, currency, language]);

  return (
    <>
      <div ref={place} />
      {isMissing && <ProblemNotice error={new Problem(503, { code: 'payment_unavailable' })} />}
    </>
  );
}

/** Null: the form has marked what is missing. */
async function tokenOf(stripe: Stripe, elements: StripeElements) {
  if ((await elements.submit()).error) return null;
  const { confirmationToken, error } = await stripe.createConfirmationToken({ elements });
  if (error) throw problemOf(error);
  return { confirmationToken: confirmationToken.id };
}

/** Nothing has reached the shop: its reservation is as it was. */
const problemOf = ({ type, code, decline_code: declineCode }: StripeError) =>
  type === 'card_error' || type === 'validation_error'
    ? new Problem(402, { code: 'payment_declined', declineCode: declineCode ?? code })
    : new Problem(503, { code: 'payment_unavailable' });

interface ChallengeProps {
  publishableKey: string;
  clientSecret: string;
  isBusy: boolean;
  onDone: () => void;
}

/** The bank's own question, in Stripe's dialog. Whatever came of it, the shop asks Stripe. Where it is not answered, it can be asked again. */
export function StripeChallenge({ publishableKey, clientSecret, isBusy, onDone }: ChallengeProps) {
  const { pay: words } = useTexts();
  const done = useRef(onDone);
  useEffect(() => { done.current = onDone; });
  const [isOpen, setOpen] = useState(false);
  const asked = useRef('');
  const ask = useCallback(async () => {
    setOpen(true);
    try {
      const stripe = await stripeOf(publishableKey);
      await stripe?.handleNextAction({ clientSecret });
    } finally {
      setOpen(false);
      done.current();
    }
  }, [publishableKey, clientSecret]);
  useEffect(() => {
    if (asked.current === clientSecret) return;
    asked.current = clientSecret;
    ask().catch(() => undefined);
  }, [ask, clientSecret]);
  return isOpen ? null : <Button size="small" className="min-h-11 justify-self-start" busy={isBusy} onClick={() => void ask().catch(() => undefined)}>{words.openChallenge}</Button>;
}
