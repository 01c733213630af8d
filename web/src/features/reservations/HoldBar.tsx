import { X } from 'lucide-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Drop, Reservation } from '@/lib/api/types';
import { useSecondsUntil } from '@/lib/clock';
import { useDrop } from '@/lib/drops/queries';
import { describe, dropPath } from '@/lib/drops/status';
import { countdown } from '@/lib/format';
import { useTexts } from '@/lib/i18n';
import { IconButton, LinkButton } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { forgetEndedHold, isUnanswered, useEndedHold, useHolds, useSettledHold } from './holds';

/** An announcement is removed after this time: whoever reads on later must not find what is no longer true. */
const SAID_MS = 8_000;

const WARNING_SECONDS = 20;
const OFFER_WARNING_SECONDS = 10;
const HOUR_SECONDS = 3_600;

/** Screen readers hear only the change from one phase to the next: a countdown read out each second helps nobody. */
type Phase = 'running' | 'warning' | 'over';

const phaseOf = (secondsLeft: number, warningSeconds: number): Phase => (secondsLeft === 0 ? 'over' : secondsLeft <= warningSeconds ? 'warning' : 'running');

/** On every page of the shop while something is on hold. When the hold ends without a purchase, it says so once. */
export function HoldBar() {
  const { app } = useTexts();
  const client = useQueryClient();
  const holds = useHolds();
  const ended = useEndSentence();
  const [spoken, say] = useState('');
  const [first, ...others] = [...holds].sort((a, b) => Date.parse(a.keptUntil) - Date.parse(b.keptUntil));

  useEffect(() => {
    const timer = setTimeout(() => say(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [spoken]);

  const isOnlySaid = ended?.isShown === false;
  useEffect(() => {
    if (!isOnlySaid) return undefined;
    const timer = setTimeout(() => forgetEndedHold(client), SAID_MS);
    return () => clearTimeout(timer);
  }, [client, isOnlySaid]);

  // The sentence belongs to the page where it happened: on the next page it is gone.
  const [pathname] = useLocation();
  useEffect(() => () => void forgetEndedHold(client), [client, pathname]);

  return (
    <>
      {/* Always present: screen readers announce only a change of text. */}
      <p aria-live="polite" className="sr-only">{ended?.sentence ?? spoken}</p>
      {first && <Bar key={first.id} hold={first} others={others.length} onSay={say} />}
      {ended?.isShown && (
        <div className="border-b border-line bg-surface">
          <div className="page flex items-center justify-between gap-4 py-2">
            <p className="min-w-0 wrap-anywhere">{ended.sentence}</p>
            <IconButton label={app.close} onClick={() => forgetEndedHold(client)}><X className="size-5" aria-hidden /></IconButton>
          </div>
        </div>
      )}
    </>
  );
}

/** How the last hold ended, if it was not bought. Whoever cancelled it only hears that it is done. */
function useEndSentence(): { sentence: string; isShown: boolean } | null {
  const { hold: words } = useTexts();
  const [pathname] = useLocation();
  const ended = useEndedHold();
  const { data: drop } = useDrop(ended?.dropId ?? '');
  if (!ended || !drop) return null;
  const what = describe(drop, ended.variantId, ended.quantity);
  const isOffer = ended.offer != null;
  // The page of the drop follows the payment to its end, and says what came of it.
  if (ended.wasPaying) return isPageOf(drop, pathname) ? null : { sentence: words.lapsedPaying(what), isShown: true };
  if (ended.status === 'expired') return { sentence: (isOffer ? words.offers.lapsed : words.lapsed)(what), isShown: true };
  if (ended.endedBy === 'operator') return { sentence: words.takenBack(what), isShown: true };
  return { sentence: isOffer ? words.offers.letGone : words.letGone, isShown: false };
}

const isPageOf = ({ slug, id }: Drop, pathname: string): boolean => [slug, id].some((name) => pathname === `/drops/${name}`);

interface BarProps {
  hold: Reservation;
  others: number;
  onSay: (sentence: string) => void;
}

function Bar({ hold, others, onSay }: BarProps) {
  const { hold: words } = useTexts();
  const { data: drop } = useDrop(hold.dropId);
  const seconds = useSecondsUntil(hold.keptUntil) ?? 0;
  const isOffer = isUnanswered(hold);
  const phase = phaseOf(seconds, isOffer ? OFFER_WARNING_SECONDS : WARNING_SECONDS);
  const [pathname] = useLocation();

  const what = drop ? describe(drop, hold.variantId, hold.quantity) : null;
  useMilestones(phase, seconds, what, isOffer, onSay);
  useSettledHold(hold);
  if (drop === undefined || what === null) return null;

  const isHere = isPageOf(drop, pathname);
  return (
    <section aria-label={words.title} className="bg-held-fill text-on-held">
      <div className="page flex flex-wrap items-center gap-x-5 gap-y-1 py-2">
        <Countdown to={hold.keptUntil} className="figures min-w-[4.2ch] text-4xl" />
        <p className="min-w-0 grow basis-40 leading-snug wrap-anywhere">
          <strong className="font-semibold">{isOffer ? words.offers.bar(what) : words.bar(what)}</strong>
          {others > 0 && <> <Link to="/mine" className="underline underline-offset-4">{words.more(others)}</Link></>}
          {phase === 'warning' && <span className="block text-sm font-semibold">{words.hurry}</span>}
        </p>
        {!isHere && <LinkButton to={dropPath(drop)} size="small" className="min-h-11 bg-on-held! text-white!">{isOffer ? words.offers.toOffer : words.toOrder}</LinkButton>}
      </div>
    </section>
  );
}

/** Announces the start and the warning, each once; of an offer before the yes and after it. The end is announced when the server has confirmed it. */
function useMilestones(phase: Phase, seconds: number, what: string | null, isOffer: boolean, onSay: (sentence: string) => void): void {
  const { hold: words, days } = useTexts();
  const said = useRef('');
  useEffect(() => {
    const milestone = `${phase} ${isOffer}`;
    if (what === null || phase === 'over' || said.current === milestone) return;
    said.current = milestone;
    if (isOffer) onSay({ running: words.offers.announceStart, warning: words.offers.announceWarning }[phase](what, seconds));
    else if (seconds > HOUR_SECONDS) onSay(words.offers.announceLong(what, countdown(seconds, days)));
    else onSay({ running: words.announceStart, warning: words.announceWarning }[phase](what, seconds));
  }, [phase, seconds, what, isOffer, words, days, onSay]);
}
