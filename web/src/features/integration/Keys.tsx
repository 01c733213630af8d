import { useState, type SyntheticEvent } from 'react';
import type { KeyScope, MachineKey, NewMachineKey } from '@/lib/api/types';
import { serverClock } from '@/lib/clock';
import { formatDateTime } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { SelectField, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Question } from '@/lib/ui/Question';
import { Choices } from './Choices';
import { useMakeKey, useRevokeKey } from './queries';
import { Secret } from './Secret';
import { useIntegrationTexts } from './words';

const NAME_MAX = 40;
const DAY_MS = 86_400_000;
const LIFETIMES = ['forever', 30, 90, 365] as const;
type Lifetime = (typeof LIFETIMES)[number];

export function KeyList({ keys }: { keys: MachineKey[] }) {
  const { keys: words } = useIntegrationTexts();
  const [asked, setAsked] = useState<MachineKey | null>(null);
  const revoke = useRevokeKey();
  const close = () => {
    setAsked(null);
    revoke.reset();
  };
  if (keys.length === 0) return <p className="text-muted">{words.none}</p>;
  return (
    <>
      <ul className="border-b border-line">{keys.map((key) => <Row key={key.id} of={key} onRevoke={() => setAsked(key)} />)}</ul>
      {asked && (
        <Question title={words.revokeAsk(asked.name)} action={words.revoke} look="danger" request={revoke} onClose={close} onConfirm={() => revoke.mutate(asked.id, { onSuccess: close })}>
          <p className="text-muted">{words.revokeAdvice}</p>
        </Question>
      )}
    </>
  );
}

function Row({ of: { name, scopes, endsWith, createdByName, createdAt, expiresAt, lastUsedAt, revokedAt }, onRevoke }: { of: MachineKey; onRevoke: () => void }) {
  const { keys: words } = useIntegrationTexts();
  const { locale } = useSpeech();
  const time = (instant: string) => formatDateTime(instant, locale);
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= serverClock.now();
  const isGood = revokedAt === null && !isOver;
  return (
    <li className="grid items-start gap-x-8 gap-y-2 border-t border-line py-3 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_minmax(0,2fr)_7.5rem]">
      <div className="min-w-0">
        <p className={`font-semibold wrap-anywhere ${isGood ? '' : 'text-muted line-through'}`}>{name}</p>
        <p className="font-mono text-sm text-muted">stk_…{endsWith}</p>
        <p className="label font-normal wrap-anywhere">{words.by(createdByName, time(createdAt))}</p>
      </div>
      <ul className="flex flex-wrap gap-1.5">
        {scopes.map((scope) => <li key={scope} className={`rounded-sm border px-1.5 py-0.5 text-sm ${scope === 'people:manage' ? 'border-refused text-refused' : 'border-edge'}`}>{words.scope[scope].title}</li>)}
      </ul>
      <div className="text-sm">
        <p className={isGood ? '' : 'font-semibold text-refused'}>
          {revokedAt !== null ? words.revokedAt(time(revokedAt)) : expiresAt === null ? words.untilRevoked : isOver ? words.over(time(expiresAt)) : words.until(time(expiresAt))}
        </p>
        <p className="text-muted">{lastUsedAt === null ? words.neverUsed : words.lastUsed(time(lastUsedAt))}</p>
      </div>
      {isGood && <Button look="outline" size="small" className="min-h-11 justify-self-start md:justify-self-end" aria-label={`${words.revoke}: ${name}`} onClick={onRevoke}>{words.revoke}</Button>}
    </li>
  );
}

export function MakeKey() {
  const { keys: words } = useIntegrationTexts();
  const make = useMakeKey();
  const [made, setMade] = useState<NewMachineKey | null>(null);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<KeyScope[]>([]);
  const [lifetime, setLifetime] = useState<Lifetime>('forever');
  const [isTried, setTried] = useState(false);
  const isNamed = name.trim() !== '' && [...name.trim()].length <= NAME_MAX;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isNamed || scopes.length === 0 || make.isPending) return;
    setMade(null);
    make.mutate({ name: name.trim(), scopes, expiresAt: lifetime === 'forever' ? null : new Date(serverClock.now() + lifetime * DAY_MS).toISOString() }, {
      onSuccess: (key) => {
        setMade(key);
        setName('');
        setScopes([]);
        setTried(false);
      },
    });
  };
  const options = (Object.keys(words.scope) as KeyScope[]).map((value) => ({ value, ...words.scope[value] }));
  return (
    <div className="grid gap-6">
      <form onSubmit={submit} noValidate className="grid max-w-3xl gap-5">
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField label={words.name} advice={words.nameAdvice} autoComplete="off" value={name} onChange={({ target }) => setName(target.value)} error={isTried && !isNamed ? words.nameNeeded : null} required />
          <SelectField label={words.expires} value={String(lifetime)} onChange={({ target }) => setLifetime(LIFETIMES.find((one) => String(one) === target.value) ?? 'forever')}>
            {LIFETIMES.map((one) => <option key={one} value={String(one)}>{words.lifetimes[one]}</option>)}
          </SelectField>
        </div>
        <Choices legend={words.scopes} options={options} chosen={scopes} onChange={setScopes} error={isTried && scopes.length === 0 ? words.scopesNeeded : null} />
        {make.error && <ProblemNotice error={make.error} />}
        <Button type="submit" className="justify-self-start" busy={make.isPending}>{words.make}</Button>
      </form>
      {made && (made.key === null ? <p role="status" className="font-medium">{words.lost}</p> : <Secret title={words.made(made.name)} secret={made.key} />)}
    </div>
  );
}
