import { KeyRound, Smartphone, Ticket } from 'lucide-react';
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import type { CodesSetup, SecondFactor } from '@/lib/api/types';
import { formatDate } from '@/lib/format';
import { useSpeech, useTexts } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { CopyButton } from '@/lib/ui/CopyButton';
import { Dialog } from '@/lib/ui/Dialog';
import { TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { hasPasskeys, NoPasskey } from './passkeys';
import { useProof } from './Proof';
import { useAddPasskey, useBeginCodes, useConfirmCodes, useRemoveFactor, useRenewRecoveryCodes, useSecondFactor, type Prove } from './queries';
import { useSecurityTexts } from './words';

const CODES = '/me/second-factor/codes';

type Asked = { what: 'codes'; setup: CodesSetup } | { what: 'passkey' } | { what: 'renew' } | { what: 'remove'; path: string; name: string };

/** One's own second factor: what there is of it, and how to change it. */
export function Factor() {
  const { factor: words } = useSecurityTexts();
  const { data: factor, error } = useSecondFactor();
  if (error && !factor) return <ProblemNotice error={error} />;
  if (!factor) return <p className="min-h-40 text-muted">{words.title}</p>;
  return <Own factor={factor} />;
}

function Own({ factor }: { factor: SecondFactor }) {
  const { factor: words } = useSecurityTexts();
  const { locale } = useSpeech();
  const { prove, dialog } = useProof(factor.passkeys.length > 0);
  const begin = useBeginCodes(prove);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [shown, setShown] = useState<string[]>([]);
  const hasAny = factor.codesSince !== null || factor.passkeys.length > 0;
  const date = (at: string) => formatDate(at, locale, { dateStyle: 'medium' });
  const close = () => setAsked(null);
  const show = (codes: string[] | null | undefined) => {
    close();
    if (codes?.length) setShown(codes);
  };
  return (
    <div className="grid max-w-3xl gap-5">
      <p className={factor.needed && !hasAny ? 'border-l-4 border-held-fill bg-surface py-3 pr-4 pl-3 font-medium' : 'text-muted'}>{hasAny ? words.on : factor.needed ? words.needed : words.none}</p>
      {hasAny && (
        <ul className="border-b border-line">
          {factor.codesSince !== null && (
            <Line icon={<Smartphone className="size-5" aria-hidden />} name={words.app} note={words.appSince(date(factor.codesSince))}>
              <Button look="quiet" size="small" className="min-h-11" aria-label={`${words.remove}: ${words.app}`} onClick={() => setAsked({ what: 'remove', path: CODES, name: words.app })}>{words.remove}</Button>
            </Line>
          )}
          {factor.passkeys.map(({ id, name, createdAt }) => (
            <Line key={id} icon={<KeyRound className="size-5" aria-hidden />} name={name} note={words.passkeySince(date(createdAt))}>
              <Button look="quiet" size="small" className="min-h-11" aria-label={`${words.remove}: ${name}`} onClick={() => setAsked({ what: 'remove', path: `/me/passkeys/${id}`, name })}>{words.remove}</Button>
            </Line>
          ))}
          <Line icon={<Ticket className="size-5" aria-hidden />} name={words.recovery} note={words.recoveryLeft(factor.recoveryCodesLeft)}>
            <Button look="quiet" size="small" className="min-h-11" onClick={() => setAsked({ what: 'renew' })}>{words.renew}</Button>
          </Line>
        </ul>
      )}
      <div className="flex flex-wrap gap-3">
        <Button
          look={hasAny ? 'outline' : 'solid'}
          busy={begin.isPending && dialog === null}
          onClick={() => begin.mutate(undefined, { onSuccess: (setup) => setup && setAsked({ what: 'codes', setup }) })}
        >
          {factor.codesSince === null ? words.setUp : words.setUpAgain}
        </Button>
        {hasPasskeys() && <Button look="outline" onClick={() => setAsked({ what: 'passkey' })}>{words.addPasskey}</Button>}
      </div>
      {begin.error && <ProblemNotice error={begin.error} />}
      {asked?.what === 'codes' && <ConfirmCodes setup={asked.setup} prove={prove} onClose={close} onDone={show} />}
      {asked?.what === 'passkey' && <AddPasskey prove={prove} onClose={close} onDone={show} />}
      {asked?.what === 'renew' && <Renew prove={prove} onClose={close} onDone={show} />}
      {asked?.what === 'remove' && <Remove {...asked} isLast={factor.passkeys.length + (factor.codesSince === null ? 0 : 1) === 1} prove={prove} onClose={close} />}
      {shown.length > 0 && <RecoveryCodes codes={shown} onClose={() => setShown([])} />}
      {dialog}
    </div>
  );
}

function Line({ icon, name, note, children }: { icon: ReactNode; name: string; note: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line py-2">
      <span className="text-muted">{icon}</span>
      <span className="min-w-0 grow basis-48"><span className="block font-semibold wrap-anywhere">{name}</span><span className="block text-sm text-muted">{note}</span></span>
      {children}
    </li>
  );
}

interface StepProps {
  prove: Prove;
  onClose: () => void;
  onDone: (recoveryCodes: string[] | null | undefined) => void;
}

function ConfirmCodes({ setup, prove, onClose, onDone }: StepProps & { setup: CodesSetup }) {
  const { codes: words } = useSecurityTexts();
  const { app } = useTexts();
  const confirm = useConfirmCodes(prove);
  const [code, setCode] = useState('');
  const [isTried, setTried] = useState(false);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.trim() !== '' && !confirm.isPending) confirm.mutate(code.trim(), { onSuccess: (answer) => onDone(answer?.recoveryCodes) });
  };
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <p className="text-muted">{words.scan}</p>
        <Dots rows={setup.dots} label={words.picture} />
        <div className="grid gap-2">
          <p className="label">{words.byHand}</p>
          <p className="font-mono text-sm wrap-anywhere">{setup.secret.match(/.{1,4}/g)?.join(' ')}</p>
          <CopyButton text={setup.secret} label={words.copy} done={words.copied} />
        </div>
        <TextField label={words.code} advice={words.codeAdvice} inputMode="numeric" autoComplete="one-time-code" maxLength={40} value={code} onChange={({ target }) => { if (confirm.isError) confirm.reset(); setCode(target.value); }} error={isTried && code.trim() === '' ? words.needed : null} required />
        {confirm.error && <ProblemNotice error={confirm.error} />}
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="outline" onClick={onClose}>{app.cancel}</Button>
          <Button type="submit" busy={confirm.isPending}>{words.done}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Dark on light whatever the page's colours are: cameras read nothing else. */
function Dots({ rows, label }: { rows: readonly string[]; label: string }) {
  const path = rows.flatMap((row, y) => [...row].map((dot, x) => (dot === '1' ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg viewBox={`0 0 ${rows.length} ${rows.length}`} role="img" aria-label={label} className="aspect-square w-full max-w-60 justify-self-center" shapeRendering="crispEdges">
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function AddPasskey({ prove, onClose, onDone }: StepProps) {
  const { passkey: words } = useSecurityTexts();
  const { app } = useTexts();
  const add = useAddPasskey(prove);
  const [name, setName] = useState('');
  const [isTried, setTried] = useState(false);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== '' && !add.isPending) add.mutate(name.trim(), { onSuccess: (answer) => onDone(answer?.recoveryCodes) });
  };
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <p className="text-muted">{words.advice}</p>
        <TextField label={words.name} advice={words.nameAdvice} maxLength={60} value={name} onChange={({ target }) => setName(target.value)} error={isTried && name.trim() === '' ? words.needed : null} required />
        {add.error && (add.error instanceof NoPasskey ? <p role="alert" className="font-medium text-refused">{words.failed}</p> : <ProblemNotice error={add.error} />)}
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="outline" onClick={onClose}>{app.cancel}</Button>
          <Button type="submit" busy={add.isPending}>{words.go}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function Renew({ prove, onClose, onDone }: StepProps) {
  const { factor: words } = useSecurityTexts();
  const renew = useRenewRecoveryCodes(prove);
  return <Ask title={words.renewAsk} advice={words.renewAdvice} action={words.renew} request={renew} onClose={onClose} onConfirm={() => renew.mutate(undefined, { onSuccess: (answer) => onDone(answer?.recoveryCodes) })} />;
}

function Remove({ path, name, isLast, prove, onClose }: { path: string; name: string; isLast: boolean; prove: Prove; onClose: () => void }) {
  const { factor: words } = useSecurityTexts();
  const remove = useRemoveFactor(prove);
  return <Ask title={words.removeAsk(name)} advice={isLast ? words.removeLastAdvice : words.removeAdvice} action={words.remove} danger request={remove} onClose={onClose} onConfirm={() => remove.mutate(path, { onSuccess: onClose })} />;
}

interface AskProps {
  title: string;
  advice: string;
  action: string;
  danger?: boolean;
  request: { isPending: boolean; error: Error | null };
  onConfirm: () => void;
  onClose: () => void;
}

function Ask({ title, advice, action, danger = false, request, onConfirm, onClose }: AskProps) {
  const { app } = useTexts();
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="text-muted">{advice}</p>
      {request.error && <ProblemNotice error={request.error} className="mt-4" />}
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button look="outline" onClick={onClose}>{app.cancel}</Button>
        <Button look={danger ? 'danger' : 'solid'} busy={request.isPending} onClick={onConfirm}>{action}</Button>
      </div>
    </Dialog>
  );
}

function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { recovery: words } = useSecurityTexts();
  const text = `${codes.join('\n')}\n`;
  return (
    <Dialog title={words.title} onClose={onClose}>
      <div className="grid gap-4">
        <p className="text-muted">{words.advice}</p>
        <ul className="grid gap-1 border-y border-line py-3 font-mono sm:grid-cols-2">{codes.map((code) => <li key={code} className="whitespace-nowrap">{code}</li>)}</ul>
        <div className="flex flex-wrap gap-3">
          <CopyButton text={text} label={words.copy} done={words.copied} />
          <a href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`} download="recovery-codes.txt" className="inline-flex min-h-11 items-center rounded-sm border border-edge px-3 text-sm font-semibold hover:bg-sunken">{words.download}</a>
        </div>
        <Button className="justify-self-end" onClick={onClose}>{words.done}</Button>
      </div>
    </Dialog>
  );
}
