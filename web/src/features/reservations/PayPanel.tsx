import { FlaskConical, LoaderCircle } from 'lucide-react';
import { lazy, Suspense, useEffect, useId, useState } from 'react';
import type { Reservation } from '@/lib/api/types';
import { formatTime } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { usePaymentConfig } from '@/lib/payments';
import { Button } from '@/lib/ui/Button';
import { Dialog } from '@/lib/ui/Dialog';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Problem } from '@/lib/api/problem';
import type { CardSource, Paying } from './usePaying';

const StripeCard = lazy(() => import('./StripeCard'));
const StripeChallenge = lazy(async () => ({ default: (await import('./StripeCard')).StripeChallenge }));

interface Props {
  paying: Pick<Paying, 'view' | 'isPastEnd' | 'offerCard' | 'answer' | 'giveUp' | 'isAnswering' | 'isGivingUp' | 'isBusy'>;
  hold: Reservation;
}

/** How a hold is paid for: the card, and what the bank is doing. The press itself is the big button's. */
export default function PayPanel({ paying, hold }: Props) {
  const { texts: { pay: words }, locale } = useSpeech();
  const config = usePaymentConfig();
  const { view, isPastEnd, offerCard, answer, giveUp, isAnswering, isGivingUp, isBusy } = paying;
  const until = formatTime(hold.keptUntil, locale);
  const said = isPastEnd && view.kind !== 'card' ? words.pastEnd : {
    card: null,
    bank: words.keptUntil(until),
    challenge: words.bankAsks(until),
    shop: words.shopMarks(until),
    slow: words.slow,
  }[view.kind];
  return (
    <section aria-label={words.title} className="mt-4 grid gap-3 border-t border-line pt-4">
      {/* Always present: screen readers announce only a change of text. */}
      <p role="status" className={said === null ? 'sr-only' : 'flex gap-3 font-medium'}>
        {said !== null && <LoaderCircle className="mt-0.5 size-5 shrink-0 animate-spin text-held motion-reduce:animate-none" aria-hidden />}
        <span>{said}</span>
      </p>
      {config?.provider === 'test' && view.kind === 'card' && <TestCards isBusy={isBusy} onOffer={offerCard} />}
      {config?.provider === 'manual' && view.kind === 'card' && <ManualPayment onOffer={offerCard} />}
      {config?.provider === 'none' && <ProblemNotice error={new Problem(503, { code: 'payment_unavailable' })} />}
      {/* It keeps what was typed while the bank is asked: after a decline, only the card's number has to be changed. */}
      {config?.provider === 'stripe' && (
        <Suspense>
          <div hidden={view.kind !== 'card'}><StripeCard publishableKey={config.publishableKey ?? ''} hold={hold} onOffer={offerCard} /></div>
          {view.kind === 'challenge' && view.clientSecret !== null && <StripeChallenge publishableKey={config.publishableKey ?? ''} clientSecret={view.clientSecret} isBusy={isAnswering} onDone={() => answer(null)} />}
        </Suspense>
      )}
      {config?.provider === 'test' && view.kind === 'challenge' && <TestChallenge isBusy={isAnswering} onAnswer={answer} />}
      {(view.kind === 'challenge' || view.kind === 'shop' || view.kind === 'slow') && (
        <Button look="outline" size="small" className="min-h-11 justify-self-start" busy={isGivingUp} onClick={giveUp}>{words.giveUp}</Button>
      )}
    </section>
  );
}

/** The test provider's own cards. */
const TEST_CARDS = [
  { card: '4242424242424242', kind: 'succeeds' },
  { card: '4000000000000002', kind: 'declined' },
  { card: '4000002500003155', kind: 'asks' },
  { card: '4000000000009999', kind: 'slow' },
] as const;

type TestCard = (typeof TEST_CARDS)[number]['card'];

function TestCards({ isBusy, onOffer }: { isBusy: boolean; onOffer: (read: CardSource | null) => void }) {
  const { pay: words } = useTexts();
  const [card, choose] = useState<TestCard>(TEST_CARDS[0].card);
  const name = useId();
  useOffer(onOffer, () => Promise.resolve({ card }), card);
  return (
    <fieldset className="grid gap-2" disabled={isBusy}>
      <legend className="mb-2 font-semibold">{words.chooseCard}</legend>
      <p className="flex gap-2 text-sm"><FlaskConical className="mt-0.5 size-4 shrink-0" aria-hidden /><span>{words.trial}</span></p>
      {TEST_CARDS.map((test) => (
        <div key={test.card} className="relative grid min-h-11 grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 rounded-sm border border-edge px-3 py-2 has-checked:border-ink has-checked:bg-sunken has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-ink">
          <input type="radio" id={`${name}-${test.kind}`} name={name} checked={test.card === card} aria-describedby={`${name}-${test.kind}-does`} onChange={() => choose(test.card)} className="relative z-10 size-4 accent-current outline-none" />
          <div className="min-w-0">
            <label htmlFor={`${name}-${test.kind}`} className="block cursor-pointer font-medium tabular-nums after:absolute after:inset-0">{test.card.replace(/(\d{4})(?=\d)/g, '$1 ')}</label>
            <p id={`${name}-${test.kind}-does`} className="text-sm text-muted">{words.cards[test.kind]}</p>
          </div>
        </div>
      ))}
    </fieldset>
  );
}

function ManualPayment({ onOffer }: { onOffer: (read: CardSource | null) => void }) {
  const { pay: words } = useTexts();
  useOffer(onOffer, () => Promise.resolve({}), '');
  return <p>{words.manual}</p>;
}

/** @param what Changes whenever another card is meant. */
function useOffer(onOffer: (read: CardSource | null) => void, read: CardSource, what: string): void {
  useEffect(() => {
    onOffer(read);
    return () => onOffer(null);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- both functions are new at each rendering, and mean the same until `what` changes
  }, [what]);
}

/** What a bank's own page would ask. */
function TestChallenge({ isBusy, onAnswer }: { isBusy: boolean; onAnswer: (challenge: 'pass' | 'fail') => void }) {
  const { pay: words } = useTexts();
  const [isOpen, setOpen] = useState(true);
  if (!isOpen) return <Button size="small" className="min-h-11 justify-self-start" onClick={() => setOpen(true)}>{words.openChallenge}</Button>;
  return (
    <Dialog title={words.challengeTitle} onClose={() => setOpen(false)}>
      <p>{words.challengeAdvice}</p>
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button look="outline" busy={isBusy} onClick={() => onAnswer('fail')}>{words.challengeNo}</Button>
        <Button busy={isBusy} onClick={() => onAnswer('pass')}>{words.challengeYes}</Button>
      </div>
    </Dialog>
  );
}
