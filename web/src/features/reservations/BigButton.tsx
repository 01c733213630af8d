import { clsx } from 'clsx';
import { ArrowRight, Check } from 'lucide-react';
import { Link } from 'wouter';
import { useTexts } from '@/lib/i18n';
import { Button, buttonClass } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import type { Step } from './nextStep';
import { usePresses } from './presses';

/** The request of a press, and how often it had to be repeated. */
export interface Attempt {
  isPending: boolean;
  failureCount: number;
  failureReason: unknown;
  /** The device is solving the challenge of the shop. */
  isProving?: boolean;
}

interface Props {
  step: Step;
  attempt: Attempt;
  /** What is paid, where the hold is paid for, and whether the bank has been asked. Null: it is bought by a press. */
  payment?: { total: string; isBusy: boolean } | null;
  onReserve: (variantId: string) => void;
  onClaim: () => void;
  onComplete: () => void;
  /** Leads to the sizes: on a phone they may be outside the screen. */
  onChooseSize: () => void;
}

const wide = 'w-full min-h-16 text-xl tabular-nums transition-none';

/** Always says the next step. If nothing can be pressed, it keeps its place, and the note below says why. */
export function BigButton({ step, attempt, payment = null, onReserve, onClaim, onComplete, onChooseSize }: Props) {
  const { step: words } = useTexts();
  const { counts, ...presses } = usePresses(step.kind === 'reserve' || step.kind === 'claim' || step.kind === 'complete' ? step.kind : null);
  const idle = (text: string) => <p className={clsx(buttonClass('solid', 'large'), wide, 'bg-sunken! text-muted!')} role="status">{text}</p>;

  switch (step.kind) {
    case 'reserve':
      return (
        <Button size="large" className={wide} busy={attempt.isPending} {...presses} onClick={(event) => { if (counts(event)) onReserve(step.variantId); }}>
          {attempt.isPending ? words.sending : words.reserve}
        </Button>
      );
    case 'claim':
      return (
        <Button look="held" size="large" className={wide} busy={attempt.isPending} {...presses} onClick={(event) => { if (counts(event)) onClaim(); }}>
          {attempt.isPending ? words.sending : words.claim}
          <span>(<Countdown to={step.hold.keptUntil} />)</span>
        </Button>
      );
    case 'complete':
      return (
        <Button look="held" size="large" className={wide} busy={attempt.isPending} {...presses} onClick={(event) => { if (counts(event)) onComplete(); }}>
          {payment?.isBusy ? words.atTheBank : attempt.isPending ? words.sending : payment ? words.pay(payment.total) : words.complete}
          <span>(<Countdown to={step.hold.keptUntil} />)</span>
        </Button>
      );
    case 'yours':
      return (
        <Link to={`/receipts/${step.purchase.id}`} className={clsx(buttonClass('outline', 'large'), wide)}>
          <Check className="size-6 text-free" aria-hidden />{words.yours}
          <span className="ml-auto inline-flex items-center gap-2 text-base font-medium">{words.receipt}<ArrowRight className="size-4" aria-hidden /></span>
        </Link>
      );
    case 'opens':
      return <p className={clsx(buttonClass('outline', 'large'), wide)}>{words.opens} <Countdown to={step.at} className="figures text-3xl" /></p>;
    case 'chooseSize':
      return <Button look="outline" size="large" className={wide} onClick={onChooseSize}>{words.chooseSize}</Button>;
    case 'lapsing':
      return idle(words.lapsing);
    case 'draft':
      return idle(words.draft);
    case 'unscheduled':
      return idle(words.unscheduled);
    case 'paused':
      return idle(words.paused);
    case 'ended':
      return idle(words.ended);
    case 'soldOut':
      return idle(words.soldOut);
    case 'allHeld':
      return idle(words.allHeld);
    case 'sizeGone':
      return idle(words.sizeGone);
    case 'sizeHeld':
      return idle(words.sizeHeld);
  }
}
