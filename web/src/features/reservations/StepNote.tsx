import { CircleAlert } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'wouter';
import { asProblem } from '@/lib/api/problem';
import { useTexts } from '@/lib/i18n';
import { useShop } from '@/lib/shop';
import { Countdown } from '@/lib/ui/Countdown';
import type { Attempt } from './BigButton';
import type { Step } from './nextStep';

interface NoteProps {
  step: Step;
  attempt: Attempt;
  fallback: string;
  /** How fast all were sold, in words. Null: it is not known. */
  soldOutIn?: string | null;
  /** Why the last press was refused. Null: it was not, or the reason is no longer true. */
  refusal?: unknown;
}

/** Below the button: what the step means, what will happen by itself, and why a press was refused. */
export function StepNote({ step, attempt, fallback, soldOutIn = null, refusal = null }: NoteProps) {
  const { step: words, app } = useTexts();
  if (refusal !== null) return <RefusalNote error={refusal} />;
  if (attempt.isPending && attempt.isProving) return <p role="status" className="font-medium">{words.proving}</p>;
  if (attempt.isPending && attempt.failureCount > 0) return <p role="status" className="font-medium text-held">{words.retrying}</p>;
  const note: Partial<Record<Step['kind'], string>> = {
    opens: words.notes.opens,
    allHeld: words.notes.allHeld,
    sizeHeld: words.notes.allHeld,
    soldOut: soldOutIn === null ? words.notes.soldOut : words.notes.soldOutIn(soldOutIn),
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

/** Some refusals come with more than words: a time to wait for, or a page to go to. */
function RefusalNote({ error }: { error: unknown }) {
  const { step, confirm, pay, problems } = useTexts();
  const { supportEmail } = useShop();
  const ref = useRef<HTMLDivElement>(null);
  const { code, body } = asProblem(error);
  const { title, advice } = problems[code];
  useEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);

  let more: ReactNode = null;
  if (code === 'wait_to_reserve' && typeof body.waitUntil === 'string') more = <p className="mt-1 font-semibold">{step.waitLeft} <Countdown to={body.waitUntil} className="figures text-xl" /></p>;
  if (code === 'confirmation_required') more = <Link to="/confirm" className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4">{confirm.title}</Link>;
  if (code === 'blocked' && supportEmail !== null) more = <a href={`mailto:${supportEmail}`} className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4">{supportEmail}</a>;
  if (code === 'payment_declined') {
    const why = typeof body.declineCode === 'string' ? pay.declines[body.declineCode] : undefined;
    more = <p>{why} {typeof body.attemptsLeft === 'number' && pay.attemptsLeft(body.attemptsLeft)}</p>;
  }
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
