import { useId, useState, type SyntheticEvent } from 'react';
import type { Drop, Line } from '@/lib/api/types';
import { formatStart } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { ActionBar } from '@/lib/ui/ActionBar';
import { Button } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { ProblemNotice } from '@/lib/ui/Notice';
import { QuantityField } from '@/lib/ui/QuantityField';
import { Sizes } from './Sizes';
import { waitableOf } from './standing';
import type { InLine } from './useInLine';
import { useLineTexts } from './words';

/** Before joining: what will happen, the odds, and what one would take. */
export function JoinForm({ drop, of: { line, me, join, refusal, onJoin }, isLate }: { drop: Drop; of: InLine; isLate: boolean }) {
  const words = useLineTexts();
  const { texts: { step } } = useSpeech();
  const variants = waitableOf(line);
  const [chosen, choose] = useState<readonly string[]>([]);
  const [quantity, setQuantity] = useState(1);
  const [hasAccepted, accept] = useState(false);
  const [missing, setMissing] = useState<'size' | 'rules' | null>(null);
  const rules = useId();
  const [only] = variants;
  const known = variants.length === 1 && only ? [only.id] : chosen.filter((id) => variants.some((variant) => variant.id === id));
  const units = variants.reduce((sum, { available, held }) => sum + available + held, 0);
  const hasRules = line.mode === 'draw';

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (join.isPending) return;
    const lack = known.length === 0 ? 'size' : hasRules && !hasAccepted ? 'rules' : null;
    setMissing(lack);
    if (lack === null) onJoin({ preferences: known, quantity });
    else event.currentTarget.querySelector<HTMLInputElement>(lack === 'size' ? 'fieldset input:enabled' : 'input[name=rules]')?.focus();
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <p className="figures text-3xl">{line.size === 0 ? words.nobody(units) : words.inLine(line.size, units)}</p>
      <How line={line} isLate={isLate} isGuest={me?.email == null} />
      {variants.length > 1 && <Sizes variants={variants} chosen={known} onChange={(next) => { choose(next); setMissing(null); }} />}
      {drop.limitPerCustomer > 1 && <QuantityField value={quantity} max={drop.limitPerCustomer} onChange={setQuantity} />}
      {hasRules && (
        <div className="flex min-h-11 items-center gap-3">
          <input type="checkbox" name="rules" id={rules} checked={hasAccepted} aria-invalid={missing === 'rules' || undefined} onChange={(event) => { accept(event.target.checked); setMissing(null); }} className="size-6 shrink-0 accent-current" />
          <label htmlFor={rules} className="font-medium">{words.rules}</label>
        </div>
      )}
      <ActionBar>
        <Button type="submit" size="large" className="min-h-16 w-full text-xl" busy={join.isPending}>
          {join.isPending ? step.sending : isLate ? words.joinLate : words.join[line.mode]}
        </Button>
        <div className="mt-2 min-h-6 text-sm">
          {missing !== null && <p role="alert" className="font-medium text-refused">{missing === 'size' ? words.sizeNeeded : words.rulesNeeded}</p>}
          {missing === null && refusal !== null && <ProblemNotice error={refusal} />}
          {missing === null && refusal === null && (join.isProving || join.isRetrying) && <p role="status" className="font-medium">{join.isProving ? step.proving : step.retrying}</p>}
          {missing === null && refusal === null && !join.isPending && !isLate && line.closesAt !== null && <p className="text-muted">{words.closesIn} <Countdown to={line.closesAt} /></p>}
        </div>
      </ActionBar>
    </form>
  );
}

/** What will happen, in three lines. */
export function How({ line, isLate, isGuest }: { line: Line; isLate: boolean; isGuest: boolean }) {
  const words = useLineTexts();
  const { locale } = useSpeech();
  const { mode, closesAt, claimSeconds, paySeconds, holdSeconds, beacon, tempo, sendsLetters } = line;
  const closes = closesAt === null ? '' : formatStart(closesAt, locale);
  const lines = {
    queue: isLate ? words.how.queueLate(claimSeconds, holdSeconds) : words.how.queue(closes, claimSeconds, holdSeconds),
    draw: isLate ? words.how.drawLate(paySeconds) : words.how.draw(closes, paySeconds),
    open: words.how.open(paySeconds),
  }[mode];
  return (
    <div>
      <h3 className="label">{words.how.title}</h3>
      <ol className="mt-2 grid gap-2">
        {lines.map((line, index) => (
          <li key={index} className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-2"><span aria-hidden className="figures text-xl leading-6">{index + 1}</span><span>{line}</span></li>
        ))}
      </ol>
      <p className="label mt-3 font-normal">
        {mode !== 'open' && !isLate && <>{beacon.kind === 'none' ? words.how.beaconNone : words.how.beacon} </>}
        {tempo === 'calm' && (!sendsLetters ? words.how.noLetters : isGuest && words.how.letters)}
      </p>
    </div>
  );
}
