import { ArrowRight, Check, CircleAlert } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'react-router';
import { asProblem } from '@/lib/api/problem';
import { useTexts } from '@/lib/i18n';
import { Button, buttonClass } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { cx } from '@/lib/ui/cx';
import type { Step } from './nextStep';
import { usePresses } from './presses';

/** A press that is under way, and how often it had to be asked again. */
export interface Attempt {
  isPending: boolean;
  failureCount: number;
  failureReason: unknown;
  /** The device does the work that the shop asks for. */
  isProving?: boolean;
}

interface Props {
  step: Step;
  attempt: Attempt;
  onReserve: (variantId: string) => void;
  onComplete: () => void;
  /** Leads to the sizes: on a phone they may be off the screen. */
  onChooseSize: () => void;
}

const wide = 'w-full min-h-16 text-xl tabular-nums transition-none';

/** Always says the true next step. What can't be pressed keeps its place and its focus, and says why beneath. */
export function BigButton({ step, attempt, onReserve, onComplete, onChooseSize }: Props) {
  const { step: words } = useTexts();
  const { counts, ...presses } = usePresses(step.kind === 'reserve' || step.kind === 'complete' ? step.kind : null);
  const idle = (text: string) => <p className={cx(buttonClass('solid', 'large'), wide, 'bg-sunken! text-muted!')} role="status">{text}</p>;

  switch (step.kind) {
    case 'reserve':
      return (
        <Button size="large" className={wide} busy={attempt.isPending} {...presses} onClick={(event) => { if (counts(event)) onReserve(step.variantId); }}>
          {attempt.isPending ? words.sending : words.reserve}
        </Button>
      );
    case 'complete':
      return (
        <Button look="held" size="large" className={wide} busy={attempt.isPending} {...presses} onClick={(event) => { if (counts(event)) onComplete(); }}>
          {attempt.isPending ? words.sending : words.complete}
          <span>(<Countdown to={step.hold.expiresAt} />)</span>
        </Button>
      );
    case 'yours':
      return (
        <Link to={`/receipts/${step.purchase.id}`} className={cx(buttonClass('outline', 'large'), wide)}>
          <Check className="size-6 text-free" aria-hidden />{words.yours}
          <span className="ml-auto inline-flex items-center gap-2 text-base font-medium">{words.receipt}<ArrowRight className="size-4" aria-hidden /></span>
        </Link>
      );
    case 'opens':
      return <p className={cx(buttonClass('outline', 'large'), wide)}>{words.opens} <Countdown to={step.at} className="figures text-3xl" /></p>;
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

interface NoteProps {
  step: Step;
  attempt: Attempt;
  fallback: string;
  /** Why the last press came to nothing; null where there is none, or where it is no longer so. */
  refusal?: unknown;
}

/** Beneath the button, the one place for it: what this means, what will happen by itself, and why a press came to nothing. */
export function StepNote({ step, attempt, fallback, refusal = null }: NoteProps) {
  const { step: words, app } = useTexts();
  if (refusal !== null) return <RefusalNote error={refusal} />;
  if (attempt.isPending && attempt.isProving) return <p role="status" className="font-medium">{words.proving}</p>;
  if (attempt.isPending && attempt.failureCount > 0) return <p role="status" className="font-medium text-held">{words.retrying}</p>;
  const note: Partial<Record<Step['kind'], string>> = {
    opens: words.notes.opens,
    allHeld: words.notes.allHeld,
    sizeHeld: words.notes.allHeld,
    soldOut: words.notes.soldOut,
    paused: words.notes.paused,
    ended: words.notes.ended,
    lapsing: words.notes.lapsing,
  };
  return (
    <p className="text-muted">
      {note[step.kind] ?? fallback}
      {(step.kind === 'soldOut' || step.kind === 'ended') && <> <Link to="/" className="font-semibold text-ink underline underline-offset-4">{app.otherDrops}</Link></>}
    </p>
  );
}

/** Where the way on is more than words there is a time to wait for, or a page to go to. */
function RefusalNote({ error }: { error: unknown }) {
  const { step, confirm, problems } = useTexts();
  const ref = useRef<HTMLDivElement>(null);
  const { code, body } = asProblem(error);
  const { title, advice } = problems[code];
  useEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);

  let more: ReactNode = null;
  if (code === 'wait_to_reserve' && typeof body.waitUntil === 'string') more = <p className="mt-1 font-semibold">{step.waitLeft} <Countdown to={body.waitUntil} className="figures text-xl" /></p>;
  if (code === 'confirmation_required') more = <Link to="/confirm" className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4">{confirm.title}</Link>;
  return (
    <div ref={ref} role="alert" className="flex gap-2 max-lg:max-h-[30dvh] max-lg:overflow-y-auto">
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-refused" aria-hidden />
      <div className="min-w-0">
        <p><strong className="font-semibold">{title}</strong> {advice}</p>
        {more}
      </div>
    </div>
  );
}
