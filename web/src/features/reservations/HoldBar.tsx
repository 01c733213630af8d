import { X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'react-router';
import type { Reservation } from '@/lib/api/types';
import { useSecondsUntil } from '@/lib/clock';
import { useDrop } from '@/lib/drops/queries';
import { describe } from '@/lib/drops/status';
import { useTexts } from '@/lib/i18n';
import { Button, IconButton, LinkButton } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { phaseOf, type Phase } from './milestones';
import { useHolds, useLetGo, useSettledHold } from './queries';

/** On every page of the app while something is on hold, and once more in words when it has lapsed. */
export function HoldBar() {
  const { hold: words, app } = useTexts();
  const holds = useHolds();
  const [spoken, say] = useState('');
  const [lapsed, setLapsed] = useState<string | null>(null);
  const [first, ...others] = [...holds].sort((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt));

  const onLapsed = useCallback(
    (what: string) => {
      setLapsed(what);
      say(words.lapsed(what));
    },
    [words],
  );

  return (
    <>
      {/* Always there, so that a change of its text is heard. */}
      <p aria-live="polite" className="sr-only">{spoken}</p>
      {first && <Bar key={first.id} hold={first} others={others.length} onSay={say} onLapsed={onLapsed} />}
      {!first && lapsed !== null && (
        <div className="border-b border-line bg-surface">
          <div className="page flex items-center justify-between gap-4 py-2">
            <p>{words.lapsed(lapsed)}</p>
            <IconButton label={app.close} onClick={() => setLapsed(null)}><X className="size-5" aria-hidden /></IconButton>
          </div>
        </div>
      )}
    </>
  );
}

interface BarProps {
  hold: Reservation;
  others: number;
  onSay: (sentence: string) => void;
  onLapsed: (what: string) => void;
}

function Bar({ hold, others, onSay, onLapsed }: BarProps) {
  const { hold: words } = useTexts();
  const { data: drop } = useDrop(hold.dropId);
  const seconds = useSecondsUntil(hold.expiresAt) ?? 0;
  const phase = phaseOf(seconds);
  const letGo = useLetGo();
  const { pathname } = useLocation();

  const what = drop ? describe(drop, hold.variantId, hold.quantity) : null;
  useMilestones(phase, seconds, what, onSay);
  const onEnded = useCallback(
    ({ status }: Reservation) => {
      if (status === 'expired' && what !== null) onLapsed(what);
    },
    [what, onLapsed],
  );
  useSettledHold(hold, onEnded);
  if (drop === undefined || what === null) return null;

  const here = `/drops/${drop.slug || drop.id}`;
  return (
    <section aria-label={words.title} className="bg-held-fill text-on-held">
      <div className="page flex flex-wrap items-center gap-x-5 gap-y-1 py-2">
        <Countdown to={hold.expiresAt} className="figures min-w-[4.2ch] text-4xl" />
        <p className="min-w-0 grow basis-40 leading-snug">
          <strong className="font-semibold">{words.bar(what)}</strong>
          {others > 0 && <> <Link to="/mine" className="underline underline-offset-4">{words.more(others)}</Link></>}
          {phase === 'warning' && <span className="block text-sm font-semibold">{words.hurry}</span>}
        </p>
        <div className="flex items-center gap-2">
          {pathname !== here && <LinkButton to={here} size="small" className="min-h-11 bg-on-held! text-white!">{words.complete}</LinkButton>}
          <Button
            look="quiet"
            size="small"
            className="min-h-11 underline underline-offset-4 hover:bg-black/10!"
            busy={letGo.isPending}
            onClick={() => letGo.mutate(hold, { onSuccess: () => onSay(words.letGone) })}
          >
            {words.letGo}
          </Button>
        </div>
      </div>
    </section>
  );
}

/** Says the start and the warning, each once; the end is said when the server has confirmed it. */
function useMilestones(phase: Phase, seconds: number, what: string | null, onSay: (sentence: string) => void): void {
  const { hold: words } = useTexts();
  const said = useRef<Phase | null>(null);
  useEffect(() => {
    if (what === null || phase === 'over' || said.current === phase) return;
    said.current = phase;
    onSay({ running: words.announceStart, warning: words.announceWarning }[phase](what, seconds));
  }, [phase, seconds, what, words, onSay]);
}
