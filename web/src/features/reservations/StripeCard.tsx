import { loadStripe } from '@stripe/stripe-js/pure';
import type { Stripe, StripeElements } from '@stripe/stripe-js';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '@/lib/api/problem';
import type { Reservation } from '@/lib/api/types';
import { useSpeech } from '@/lib/i18n';
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
  const { confirmationToken } = await stripe.createConfirmationToken({ elements });
  return confirmationToken ? { confirmationToken: confirmationToken.id } : null;
}

/** The bank's own question, in Stripe's dialog. Whatever came of it, the shop asks Stripe. */
export function StripeChallenge({ publishableKey, clientSecret, onDone }: { publishableKey: string; clientSecret: string; onDone: () => void }) {
  const done = useRef(onDone);
  useEffect(() => { done.current = onDone; });
  const asked = useRef('');
  useEffect(() => {
    if (asked.current === clientSecret) return;
    asked.current = clientSecret;
    void stripeOf(publishableKey).then(async (stripe) => {
      await stripe?.handleNextAction({ clientSecret });
      done.current();
    });
  }, [publishableKey, clientSecret]);
  return null;
}
