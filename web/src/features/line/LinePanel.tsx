import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Drop, Line, LineEntry, Me } from '@/lib/api/types';
import { variantLabel } from '@/lib/drops/status';
import { formatNumber, formatStart } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { Countdown } from '@/lib/ui/Countdown';
import { ProblemNotice } from '@/lib/ui/Notice';
import { JoinForm } from './JoinForm';
import { minutesUntil, usePace } from './minutes';
import { NumberCheck } from './NumberCheck';
import { hasTurnSoon } from './polling';
import { Sizes } from './Sizes';
import { waitableOf, type Standing } from './standing';
import type { InLine } from './useInLine';
import { useLineTexts } from './words';

/** What became of the visitor is known, and the shop has signed it. */
const SETTLED: Standing['kind'][] = ['over', 'out', 'skipped', 'excluded', 'left', 'bought', 'cancelled'];

const proofLink = 'inline-flex min-h-11 items-center underline underline-offset-4';

/** How the visitor stands in the line, and what they can do now. */
export function LinePanel({ drop, of }: { drop: Drop; of: InLine }) {
  const { line, entry, standing } = of;
  const words = useLineTexts();
  const { title, sentence } = useSaid(drop, of);
  const heading = useRef<HTMLHeadingElement>(null);
  const isIn = entry !== null;
  const hasLeft = standing.kind === 'left';
  const was = useRef({ isIn, hasLeft });
  useEffect(() => {
    // The button that was pressed is gone.
    if ((isIn && !was.current.isIn) || (hasLeft && !was.current.hasLeft)) heading.current?.focus();
    was.current = { isIn, hasLeft };
  }, [isIn, hasLeft]);

  const isWaiting = ['joined', 'review', 'closed', 'beacon', 'drawn', 'paused', 'waiting'].includes(standing.kind);
  return (
    <section aria-labelledby="line" className="grid gap-5">
      {/* Always present: screen readers announce only a change of text, and each state once. */}
      <p role="status" className="sr-only">{isIn ? `${title} ${sentence}` : ''}</p>
      <div>
        {standing.kind !== 'join' && <p className="label">{words.titles[line.mode]}</p>}
        <h2 id="line" ref={heading} tabIndex={-1} className="display mt-1 text-5xl uppercase outline-none">{title}</h2>
      </div>
      {standing.kind === 'join' && <JoinForm drop={drop} of={of} isLate={standing.isLate} />}
      {standing.kind !== 'join' && sentence !== '' && <p className="text-lg">{sentence}</p>}
      {standing.kind === 'joined' && line.closesAt !== null && (
        <p>{words.closesIn} <Countdown to={line.closesAt} className="figures text-3xl" /> <span className="block text-muted">{words.afterClose}</span></p>
      )}
      {(standing.kind === 'drawn' || standing.kind === 'closed') && line.mode === 'queue' && drop.startsAt !== null && <p>{words.opensIn} <Countdown to={drop.startsAt} className="figures text-3xl" /></p>}
      {entry !== null && ['drawn', 'paused', 'waiting'].includes(standing.kind) && <Place drop={drop} line={line} entry={entry} me={of.me} isMoving={standing.kind === 'waiting'} />}
      {entry !== null && isWaiting && <Keep line={line} me={of.me} />}
      {entry !== null && isWaiting && <Own key={entry.preferences.join()} drop={drop} of={of} entry={entry} onSaved={() => heading.current?.focus()} />}
      {entry !== null && entry.state !== 'withdrawn' && (line.root !== null || entry.ticket !== null || standing.kind === 'excluded') && <NumberCheck line={line} entry={entry} />}
      <p className="flex flex-wrap gap-x-6">
        {entry !== null && SETTLED.includes(standing.kind) && <Link to={`/verify?drop=${drop.slug}`} className={proofLink}>{words.receipt}</Link>}
        <Link to="/register" className={proofLink}>{words.registered(line.number)}</Link>
      </p>
    </section>
  );
}

/** What the state is, in a headline and a sentence or two. */
function useSaid(drop: Drop, { line, entry, standing }: InLine): { title: string; sentence: string } {
  const words = useLineTexts();
  const { locale } = useSpeech();
  const isLive = line.tempo === 'live';
  switch (standing.kind) {
    case 'join':
      return { title: words.titles[line.mode], sentence: '' };
    case 'shut': {
      const units = line.perVariant.reduce((sum, variant) => sum + variant.units, 0);
      return { title: words.shutTitles[line.mode], sentence: `${words.shut} ${words.shutUnits(line.size, units)}` };
    }
    case 'joined':
      return { title: words.joined, sentence: isLive && line.startsAt !== null ? words.beThere(formatStart(line.startsAt, locale), line.claimSeconds) : words.mayClose };
    case 'review':
      return { title: words.closed, sentence: `${words.review(formatStart(standing.until, locale))} ${words.mayClose}` };
    case 'closed':
      return { title: words.closed, sentence: line.mode === 'queue' ? words.closedQueue : words.closedAdvice };
    case 'beacon':
      return { title: words.beacon, sentence: words.beaconAdvice };
    case 'drawn':
      return { title: words.drawn, sentence: drop.startsAt === null ? words.drawnSoon : words.drawnAdvice(formatStart(drop.startsAt, locale)) };
    case 'paused':
      return { title: words.paused, sentence: words.pausedAdvice };
    case 'waiting':
      if (standing.hasMissed) return { title: words.missed, sentence: words.missedAdvice };
      if (entry?.odds === 'sold_out') return { title: words.allSold, sentence: `${line.waitlist ? words.allSoldWaitlist : ''} ${words.nothingCharged}`.trim() };
      return { title: words.waiting, sentence: !isLive ? words.mayClose : entry !== null && hasTurnSoon(line, entry) ? words.stayHere(line.claimSeconds) : words.beBack(line.claimSeconds) };
    case 'offered':
      return { title: words.offered, sentence: '' };
    case 'bought':
      return { title: words.bought, sentence: '' };
    case 'out':
      return { title: words.outs[standing.why].title, sentence: `${words.outs[standing.why].advice} ${words.nothingCharged}` };
    case 'left':
      return { title: words.left, sentence: words.leftAdvice };
    case 'excluded':
      return { title: words.excluded, sentence: [standing.reason === null ? '' : words.excludedReason(standing.reason), words.excludedAdvice].join(' ').trim() };
    case 'skipped':
      return { title: words.skipped, sentence: standing.reason === 'limit_reached' ? words.skippedLimit : [standing.reason === null ? '' : words.cancelledReason(standing.reason), words.nothingCharged].join(' ').trim() };
    case 'cancelled':
      return { title: words.cancelled, sentence: [standing.reason === null ? '' : words.cancelledReason(standing.reason), words.nothingCharged, words.cancelledAdvice].join(' ').trim() };
    case 'over': {
      const place = entry?.place ?? null;
      return { title: words.over, sentence: `${place !== null && line.servedTo > 0 && line.servedTo < place ? words.overServed(line.servedTo, place) : words.overUnplaced} ${words.nothingCharged}` };
    }
  }
}

/** The place, how far the line was served, and what that means for each size. */
function Place({ drop, line, entry, me, isMoving }: { drop: Drop; line: Line; entry: LineEntry; me: Me | null; isMoving: boolean }) {
  const words = useLineTexts();
  const { locale } = useSpeech();
  const pace = usePace(line);
  const { place, odds } = entry;
  if (place === null) return <p>{words.noPlaceYet}</p>;
  const ahead = place - line.servedTo - 1;
  const minutes = isMoving && odds !== 'sold_out' ? minutesUntil(ahead, pace) : null;
  const writes = line.tempo === 'calm' && line.sendsLetters && me?.email != null;
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-6 border-y border-line py-4">
        <div>
          <dt className="label">{words.yourPlace}</dt>
          <dd className="figures mt-1 text-6xl">{formatNumber(place, locale)}</dd>
        </div>
        <div>
          <dt className="label">{line.servedTo > 0 ? words.servedTo : words.nobodyServed}</dt>
          <dd className="figures mt-1 text-6xl text-muted">{line.servedTo > 0 ? formatNumber(line.servedTo, locale) : '–'}</dd>
        </div>
        {isMoving && (
          <div className="col-span-2 mt-3 flex flex-wrap justify-between gap-x-4 font-medium">
            <dt className="sr-only">{words.servedTo}</dt>
            <dd>{words.ahead(ahead)}</dd>
            {odds !== 'sold_out' && ahead > 0 && <dd className="text-muted">{minutes === null ? words.minutesUnknown : words.minutes(minutes.low, minutes.high)}</dd>}
          </div>
        )}
      </dl>
      <div>
        <h3 className="label">{words.oddsTitle}</h3>
        <ul className="mt-1 border-b border-line">
          {entry.placeIn.map((one) => {
            const variant = line.perVariant.find(({ id }) => id === one.variantId);
            const left = variant ? variant.available + variant.held : 0;
            return (
              <li key={one.variantId} className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 border-t border-line py-1">
                <span className="font-medium wrap-anywhere">{drop.variants.length > 1 ? variantLabel(drop, one.variantId) : drop.name}</span>
                <span className={one.odds === 'certain' ? 'font-semibold text-free' : one.odds === 'sold_out' ? 'text-muted' : 'font-semibold'}>
                  {one.odds === null ? words.oddsUnknown(Math.max(0, one.place - 1 - (variant?.servedTo ?? 0)), left) : words.odds[one.odds]}
                </span>
              </li>
            );
          })}
        </ul>
        {odds === 'unlikely' && <p className="mt-2">{writes ? words.mayGoLetters : words.mayGo}</p>}
      </div>
    </>
  );
}

/** How the place is found again, and how one hears of it. */
function Keep({ line, me }: { line: Line; me: Me | null }) {
  const words = useLineTexts();
  const email = me?.email ?? null;
  const hears = line.tempo === 'live' ? '' : email === null ? words.guestNoLetters : line.sendsLetters ? words.letters(email) : words.noLetters;
  return <p className="text-muted">{email === null ? words.keepDevice : words.keepAccount} {hears}</p>;
}

type Doing = 'nothing' | 'changing' | 'leaving';

/** What was chosen; until the close it can be changed, and one can always leave. */
function Own({ drop, of, entry, onSaved }: { drop: Drop; of: InLine; entry: LineEntry; onSaved: () => void }) {
  const words = useLineTexts();
  const { line, standing, refusal, isChanging, isLeaving, onPrefer, onLeave } = of;
  const [doing, setDoing] = useState<Doing>('nothing');
  const [chosen, choose] = useState<readonly string[]>(entry.preferences);
  const stay = useRef<HTMLButtonElement>(null);
  const variants = waitableOf(line);
  const mayChange = standing.kind === 'joined' && line.perVariant.length > 1;
  const change = useRef<HTMLButtonElement>(null);
  const leave = useRef<HTMLButtonElement>(null);
  const done = useRef<Doing>('nothing');
  useEffect(() => {
    // The button that was pressed is gone: the focus goes to where one goes on.
    if (doing === 'leaving') stay.current?.focus({ preventScroll: true });
    if (doing === 'nothing' && done.current !== 'nothing') (done.current === 'changing' ? change : leave).current?.focus({ preventScroll: true });
    done.current = doing;
  }, [doing]);
  return (
    <div className="grid gap-4">
      {drop.variants.length > 1 && (
        <div>
          <h3 className="label">{words.yourSizes}</h3>
          <p className="font-medium wrap-anywhere">
            {entry.preferences.map((id) => variantLabel(drop, id)).join(' · ')}{entry.quantity > 1 && ` · ${words.quantity(entry.quantity)}`}
          </p>
        </div>
      )}
      {doing === 'changing' && mayChange && (
        <div className="grid gap-4">
          <Sizes variants={variants} chosen={chosen} onChange={choose} />
          <Buttons>
            <Button size="small" className="min-h-11" busy={isChanging} disabled={chosen.length === 0} onClick={() => onPrefer({ preferences: [...chosen], quantity: entry.quantity }, () => { setDoing('nothing'); onSaved(); })}>{words.save}</Button>
            <Button look="outline" size="small" className="min-h-11" onClick={() => { choose(entry.preferences); setDoing('nothing'); }}>{words.cancel}</Button>
          </Buttons>
        </div>
      )}
      {doing === 'leaving' && (
        <div role="group" aria-label={words.leaveAsk} className="grid gap-3">
          <p className="text-sm font-medium">{words.leaveAsk}</p>
          <Buttons>
            <Button look="outline" size="small" className="min-h-11" busy={isLeaving} onClick={onLeave}>{words.leaveYes}</Button>
            <Button ref={stay} size="small" className="min-h-11" onClick={() => setDoing('nothing')}>{words.stay}</Button>
          </Buttons>
        </div>
      )}
      {(doing === 'nothing' || (doing === 'changing' && !mayChange)) && (
        <Buttons>
          {mayChange && <Button ref={change} look="outline" size="small" className="min-h-11" onClick={() => setDoing('changing')}>{words.change}</Button>}
          <Button ref={leave} look="quiet" size="small" className="min-h-11" onClick={() => setDoing('leaving')}>{words.leave}</Button>
        </Buttons>
      )}
      {refusal !== null && <ProblemNotice error={refusal} />}
    </div>
  );
}

const Buttons = ({ children }: { children: ReactNode }) => <div className="flex flex-wrap gap-3">{children}</div>;
