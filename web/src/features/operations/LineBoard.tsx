import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { Link } from 'wouter';
import { asKnownCode, asProblem } from '@/lib/api/problem';
import type { Drop } from '@/lib/api/types';
import { serverClock } from '@/lib/clock';
import { formatNumber, formatPercent, formatStart } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { useMay } from '@/lib/session';
import { Button } from '@/lib/ui/Button';
import { Dialog } from '@/lib/ui/Dialog';
import { TextArea, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { Confirm } from './Confirm';
import { rememberedDefaults } from './defaults';
import { LineFields, Warning } from './LineFields';
import { openSale, readLine, type LineDraftErrors } from './lineDraft';
import { SmallFigures } from './Numbers';
import { OperatorProblem } from './OperatorProblem';
import { useLineAct, useLineBoard, useSetLine, type LineBoard as Board } from './queries';
import { Table, Td, Th } from './Table';
import { isRetrying } from './usePost';
import { useConsoleTexts } from './words';

/** How people come in, and the line while it runs. @param unset Why the line of a new drop could not be set. */
export function LineBoard({ drop, unset }: { drop: Drop; unset: string | null }) {
  const { lines: words } = useConsoleTexts();
  const { problems } = useTexts();
  const [isChanging, setChanging] = useState(false);
  const joined = useLineBoard(drop.id, drop.lineNumber !== null).data?.own.entries ?? 0;
  const mayRun = useMay('operator');
  const mayChange = mayRun && drop.status !== 'ended' && joined === 0;
  return (
    <Section size="small" title={words.title}>
      {unset !== null && drop.status === 'draft' && drop.lineNumber === null && <Warning>{words.unset(Object.values(problems[asKnownCode(unset)]).join(' '))}</Warning>}
      <p className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <strong className="font-semibold">{words.presets[drop.entrance]}{drop.waitlist && `, ${words.withWaitlist}`}</strong>
        {mayChange && <Button look="outline" size="small" className="min-h-11" onClick={() => setChanging(true)}>{words.change}</Button>}
      </p>
      {drop.lineNumber !== null && <Running drop={drop} />}
      {isChanging && <Rules drop={drop} onClose={() => setChanging(false)} />}
    </Section>
  );
}

function Rules({ drop, onClose }: { drop: Drop; onClose: () => void }) {
  const { lines: words, form, retrying } = useConsoleTexts();
  const { app } = useTexts();
  const set = useSetLine(drop.id);
  const zone = rememberedDefaults().zone;
  const initial = { ...openSale, entrance: drop.entrance, waitlist: drop.waitlist };
  const [draft, setDraft] = useState(initial);
  const [errors, setErrors] = useState<LineDraftErrors>({});
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (set.isPending) return;
    const read = readLine(draft, { zone, startsAt: drop.startsAt, nowMs: serverClock.now() });
    setErrors(read.errors);
    if (Object.keys(read.errors).length > 0) return;
    // A drop whose line was opened once keeps it: an open sale is a line that nobody can join.
    if (read.rules === null && drop.lineNumber === null) onClose();
    else set.mutate(read.rules ?? { mode: 'open', waitlist: false }, { onSuccess: onClose });
  };
  const told = asProblem(set.error).fieldErrors;
  return (
    <Dialog title={words.changeTitle} onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <LineFields line={draft} zone={zone} initial={initial} errorOf={(field) => { const found = errors[field]; return found === undefined ? (field === 'closesAt' && 'closesAt' in told ? words.errors.closes : null) : { ...words.errors, ...form.errors }[found]; }} onChange={(line) => { setDraft(line); setErrors({}); if (set.isError) set.reset(); }} />
        {set.error && <OperatorProblem error={set.error} hasMarked={'closesAt' in told} others={Object.keys(told).filter((field) => field !== 'closesAt')} />}
        {isRetrying(set) && <p role="status" className="font-medium">{retrying}</p>}
        <div className="flex justify-end gap-3">
          <Button look="outline" onClick={onClose}>{set.isPending ? app.close : app.cancel}</Button>
          <Button type="submit" busy={set.isPending}>{app.save}</Button>
        </div>
      </form>
    </Dialog>
  );
}

type Asked = 'calm' | 'live' | 'exclude' | 'beacon' | 'skip' | 'cancel';

function Running({ drop }: { drop: Drop }) {
  const { lines: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const mayRun = useMay('operator');
  const { data: board, error } = useLineBoard(drop.id);
  const [asked, setAsked] = useState<Asked | null>(null);
  if (!board) return error ? <ProblemNotice error={error} className="mt-4" /> : null;
  const { own } = board;
  const close = () => setAsked(null);
  const isOver = own.phase === 'finished' || own.phase === 'cancelled';
  const isServed = own.phase === 'serving' || own.phase === 'paused';
  const isBeforeSeal = own.phase === 'gathering' || own.phase === 'closed';
  const ask = (what: Asked, label: string) => <Button look="outline" size="small" className="min-h-11" onClick={() => setAsked(what)}>{label}</Button>;
  return (
    <div className="mt-4 grid gap-5">
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        <span className="font-semibold">{words.phases[own.phase]}</span>
        <Link to="/register" className="text-muted underline underline-offset-4">{words.number(own.number)}</Link>
        {isBeforeSeal && own.closesAt !== null && <span className="text-muted">{words.closesAt} {formatStart(own.closesAt, locale)}</span>}
      </p>
      {own.mailMissing && !isOver && <Warning>{words.mailMissing}</Warning>}
      {own.waitsForBeacon && <Warning>{words.beaconWaits} {own.beacon.kind === 'declared' ? own.beacon.what : own.beaconRound != null && words.beaconRound(own.beaconRound)}</Warning>}
      {own.phase === 'cancelled' && own.cancelledReason !== null && <p className="font-medium">{words.cancelled(own.cancelledReason)}</p>}
      <Figures board={board} />
      <Chances board={board} />
      {!isOver && mayRun && (
        <div className="no-print flex flex-wrap items-end gap-3">
          {isServed && <Pace key={own.pacePerMinute} dropId={drop.id} pace={own.pacePerMinute} />}
          {isServed && <Pause dropId={drop.id} isPaused={own.phase === 'paused'} />}
          {own.tempo === 'live' && ask('calm', words.calm)}
          {own.tempo === 'calm' && own.mode === 'queue' && ask('live', words.live)}
          {isBeforeSeal && ask('exclude', words.exclude)}
          {own.waitsForBeacon && ask('beacon', words.beaconEnter)}
          {isServed && ask('skip', words.skip)}
          {ask('cancel', words.cancel)}
        </div>
      )}
      {(asked === 'calm' || asked === 'live') && <Tempo dropId={drop.id} tempo={asked} onClose={close} />}
      {asked === 'exclude' && <Exclude dropId={drop.id} onClose={close} />}
      {asked === 'beacon' && <Beacon dropId={drop.id} kind={own.beacon.kind === 'declared' ? 'declared' : 'drand'} onClose={close} />}
      {asked === 'skip' && <Skip dropId={drop.id} onClose={close} />}
      {asked === 'cancel' && <Cancel dropId={drop.id} onClose={close} />}
    </div>
  );
}

function Figures({ board: { own, shown } }: { board: Board }) {
  const { lines: words } = useConsoleTexts();
  const { locale } = useSpeech();
  const number = (value: number) => formatNumber(value, locale);
  const open = shown.offersMade - shown.offersEnded;
  const showUp = shown.offersMade > 0 ? formatPercent(shown.offersClaimed / shown.offersMade, locale) : '–';
  return (
    <SmallFigures
      figures={[
        { label: words.joined, value: number(shown.size), note: words.joinedNote(own.entries) },
        { label: words.servedTo, value: shown.places === null ? '–' : number(shown.servedTo), ...(shown.places === null ? {} : { note: words.servedToNote(shown.places) }) },
        { label: words.open, value: number(open), note: words.openNote(shown.offersMade), tone: open > 0 ? 'text-held' : 'text-muted' },
        own.tempo === 'live'
          ? { label: words.showUp, value: showUp, note: words.showUpNote }
          : { label: words.bought, value: shown.offersEnded === 0 ? '–' : formatPercent(shown.offersBought / shown.offersEnded, locale), note: words.boughtNote },
      ]}
    />
  );
}

/** Until about which place each size lasts. */
function Chances({ board: { shown } }: { board: Board }) {
  const { lines: words } = useConsoleTexts();
  const { locale } = useSpeech();
  return (
    <Table label={words.lasts}>
      <thead><tr><Th>{words.size}</Th><Th className="text-right">{words.inLine}</Th><Th className="text-right">{words.left}</Th><Th className="text-right">{words.served}</Th><Th className="text-right">{words.lasts}</Th></tr></thead>
      <tbody>
        {shown.perVariant.map(({ id, label, inLine, available, held, servedTo, lastsUntil, openToAll }) => (
          <tr key={id}>
            <Td className="font-semibold wrap-anywhere">{label}</Td>
            <Td className="figures text-right text-2xl">{formatNumber(inLine, locale)}</Td>
            <Td className="figures text-right text-2xl">{formatNumber(available + held, locale)}</Td>
            <Td className="figures text-right text-2xl">{formatNumber(servedTo, locale)}</Td>
            <Td className="text-right text-muted">{openToAll ? words.openToAll : lastsUntil === null ? words.lastsUnknown : words.lastsRange(lastsUntil.low, lastsUntil.high)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

interface PaceBody {
  pacePerMinute?: number;
  paused?: boolean;
  tempo?: 'live' | 'calm';
}

function Pace({ dropId, pace }: { dropId: string; pace: number | null }) {
  const { lines: words } = useConsoleTexts();
  const act = useLineAct<PaceBody>(dropId, 'pace');
  const [text, setText] = useState(pace === null ? '' : String(pace));
  const [isWrong, setWrong] = useState(false);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const wanted = text.trim() === '' ? 0 : /^[1-9]\d{0,5}$/.test(text.trim()) ? Number(text) : null;
    setWrong(wanted === null);
    if (wanted !== null && !act.isPending) act.mutate({ pacePerMinute: wanted });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-wrap items-end gap-2">
      <TextField label={words.paceNow} inputMode="numeric" className="w-40" value={text} onChange={(event) => { setText(event.target.value); setWrong(false); }} error={isWrong ? words.paceWrong : null} />
      <Button type="submit" look="outline" size="small" className="min-h-11" busy={act.isPending}>{words.paceSet}</Button>
      {act.error && <div className="basis-full"><OperatorProblem error={act.error} /></div>}
    </form>
  );
}

function Pause({ dropId, isPaused }: { dropId: string; isPaused: boolean }) {
  const { lines: words } = useConsoleTexts();
  const act = useLineAct<PaceBody>(dropId, 'pace');
  return (
    <>
      <Button look={isPaused ? 'solid' : 'outline'} size="small" className="min-h-11" busy={act.isPending} onClick={() => act.mutate({ paused: !isPaused })}>{isPaused ? words.resume : words.pause}</Button>
      {act.error && <div className="basis-full"><OperatorProblem error={act.error} /></div>}
    </>
  );
}

function Tempo({ dropId, tempo, onClose }: { dropId: string; tempo: 'calm' | 'live'; onClose: () => void }) {
  const { lines: words } = useConsoleTexts();
  const act = useLineAct<PaceBody>(dropId, 'pace');
  const isCalm = tempo === 'calm';
  return (
    <Confirm title={isCalm ? words.calmAsk : words.liveAsk} action={isCalm ? words.calm : words.live} busy={act.isPending} retrying={isRetrying(act)} error={act.error} onClose={onClose} onConfirm={() => act.mutate({ tempo }, { onSuccess: onClose })}>
      <p className="text-muted">{isCalm ? words.calmAdvice : words.liveAdvice}</p>
    </Confirm>
  );
}

interface ActFormProps {
  title: string;
  advice: string;
  action: string;
  danger?: boolean;
  act: { isPending: boolean; failureCount: number; error: unknown };
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

function ActForm({ title, advice, action, danger = false, act, onSubmit, onClose, children }: ActFormProps) {
  const { retrying } = useConsoleTexts();
  const { app } = useTexts();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!act.isPending) onSubmit();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <p className="text-muted">{advice}</p>
        {children}
        {act.error !== null && <OperatorProblem error={act.error} hasMarked />}
        {isRetrying(act) && <p role="status" className="font-medium">{retrying}</p>}
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="outline" onClick={onClose}>{act.isPending ? app.close : app.cancel}</Button>
          <Button type="submit" look={danger ? 'danger' : 'solid'} busy={act.isPending}>{action}</Button>
        </div>
      </form>
    </Dialog>
  );
}

const REASON_LENGTH_MAX = 500;

/** A reason that somebody reads. */
function useReason() {
  const { lines: words } = useConsoleTexts();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  return {
    read: (): string | null => {
      setTried(true);
      return reason.trim() === '' ? null : reason.trim();
    },
    field: <TextField label={words.reason} advice={words.reasonSeen} value={reason} onChange={(event) => setReason(event.target.value)} error={tried && reason.trim() === '' ? words.reasonNeeded : null} required maxLength={REASON_LENGTH_MAX} />,
  };
}

function Exclude({ dropId, onClose }: { dropId: string; onClose: () => void }) {
  const { lines: words } = useConsoleTexts();
  const act = useLineAct<{ entryIds: string[]; reason: string }, { excluded: number; notFound: string[] }>(dropId, 'exclusions');
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const { read, field } = useReason();
  return (
    <ActForm
      title={words.exclude}
      advice={words.excludeAdvice}
      action={words.exclude}
      danger
      act={act}
      onClose={onClose}
      onSubmit={() => {
        const entryIds = text.split(/[\s,;]+/).filter((id) => id !== '').map((id) => id.toLowerCase());
        const wrong = entryIds.length === 0 || entryIds.length > 1_000 || entryIds.some((id) => !/^[0-9a-f]{32}$/.test(id));
        const reason = read();
        setWrong(wrong);
        if (!wrong && reason !== null) act.mutate({ entryIds, reason });
      }}
    >
      <TextArea label={words.entries} advice={words.entriesAdvice} value={text} onChange={(event) => { setText(event.target.value); setWrong(false); }} error={isWrong ? words.entriesWrong : null} required />
      {field}
      {act.data && <p role="status" className="font-medium wrap-anywhere">{words.excluded(act.data.excluded)} {act.data.notFound.length > 0 && words.notFound(act.data.notFound.join(', '))}</p>}
    </ActForm>
  );
}

function Beacon({ dropId, kind, onClose }: { dropId: string; kind: 'drand' | 'declared'; onClose: () => void }) {
  const { lines: words } = useConsoleTexts();
  const act = useLineAct<{ value?: string; randomness?: string; signature?: string }>(dropId, 'beacon');
  const [fields, setFields] = useState({ value: '', randomness: '', signature: '' });
  const told = asProblem(act.error).fieldErrors;
  const field = (name: keyof typeof fields) => (
    <TextField label={words[name]} value={fields[name]} onChange={(event) => { setFields({ ...fields, [name]: event.target.value }); if (act.isError) act.reset(); }} error={name in told ? words.beaconWrong : null} required autoComplete="off" spellCheck={false} />
  );
  return (
    <ActForm
      title={words.beaconEnter}
      advice={words.beaconWaits}
      action={words.beaconEnter}
      act={act}
      onClose={onClose}
      onSubmit={() => act.mutate(kind === 'declared' ? { value: fields.value.trim() } : { randomness: fields.randomness.trim(), signature: fields.signature.trim() }, { onSuccess: onClose })}
    >
      {kind === 'declared' ? field('value') : <>{field('randomness')}{field('signature')}</>}
    </ActForm>
  );
}

function Skip({ dropId, onClose }: { dropId: string; onClose: () => void }) {
  const { lines: words } = useConsoleTexts();
  const act = useLineAct<{ place: number; reason: string }>(dropId, 'skip');
  const [place, setPlace] = useState('');
  const [isWrong, setWrong] = useState(false);
  const { read, field } = useReason();
  return (
    <ActForm
      title={words.skipAsk}
      advice={words.skipAdvice}
      action={words.skip}
      danger
      act={act}
      onClose={onClose}
      onSubmit={() => {
        const wrong = !/^[1-9]\d{0,8}$/.test(place.trim());
        const reason = read();
        setWrong(wrong);
        if (!wrong && reason !== null) act.mutate({ place: Number(place), reason }, { onSuccess: onClose });
      }}
    >
      <TextField label={words.place} inputMode="numeric" value={place} onChange={(event) => { setPlace(event.target.value); setWrong(false); }} error={isWrong || 'place' in asProblem(act.error).fieldErrors ? words.placeWrong : null} required />
      {field}
    </ActForm>
  );
}

function Cancel({ dropId, onClose }: { dropId: string; onClose: () => void }) {
  const { lines: words } = useConsoleTexts();
  const act = useLineAct<{ reason: string }>(dropId, 'cancel');
  const { read, field } = useReason();
  return (
    <ActForm
      title={words.cancelAsk}
      advice={words.cancelAdvice}
      action={words.cancel}
      danger
      act={act}
      onClose={onClose}
      onSubmit={() => {
        const reason = read();
        if (reason !== null) act.mutate({ reason }, { onSuccess: onClose });
      }}
    >
      {field}
    </ActForm>
  );
}
