import { useState, type SyntheticEvent } from 'react';
import { asProblem } from '@/lib/api/problem';
import type { NewInvitation, OpenInvitation, PeopleRules, Person, ShopRole } from '@/lib/api/types';
import { serverClock } from '@/lib/clock';
import { formatDateTime } from '@/lib/format';
import { useSpeech } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { CopyButton } from '@/lib/ui/CopyButton';
import { inputClass, SelectField, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Question } from '@/lib/ui/Question';
import { useChangeRole, useDismiss, useInvitations, useInvite, useResetFactor, useSetRules, useWithdraw } from './queries';
import { usePeopleTexts } from './words';

export const ROLES: readonly ShopRole[] = ['owner', 'operator', 'support', 'viewer'];

type Asked = { what: 'role'; person: Person; role: ShopRole } | { what: 'remove' | 'reset'; person: Person };

/** Who runs the shop. Only owners are shown what they could change. */
export function PeopleTable({ people, isOwner }: { people: Person[]; isOwner: boolean }) {
  const words = usePeopleTexts();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <ul className="border-b border-line">{people.map((person) => <Row key={person.id} person={person} isOwner={isOwner} onAsk={setAsked} />)}</ul>
      {!isOwner && <p className="label mt-3 font-normal">{words.ownersDecide}</p>}
      {asked && <Ask key={`${asked.what} ${asked.person.id}`} asked={asked} onClose={close} />}
    </>
  );
}

function Row({ person, isOwner, onAsk }: { person: Person; isOwner: boolean; onAsk: (asked: Asked) => void }) {
  const words = usePeopleTexts();
  const { locale } = useSpeech();
  const { displayName, email, role, hasSecondFactor, lastSeenAt, isYou } = person;
  return (
    <li className="grid items-center gap-x-8 gap-y-2 border-t border-line py-3 md:grid-cols-[minmax(0,3fr)_minmax(9rem,1fr)_minmax(0,2fr)_auto]">
      <div className="min-w-0">
        <p className="font-semibold wrap-anywhere">{displayName}{isYou && <span className="ml-2 rounded-sm border border-edge px-1.5 py-0.5 text-xs text-muted">{words.you}</span>}</p>
        <p className="text-sm text-muted wrap-anywhere">{email}</p>
      </div>
      {isOwner
        ? (
          <select aria-label={words.roleOf(displayName)} value={role} onChange={({ target }) => onAsk({ what: 'role', person, role: target.value as ShopRole })} className={inputClass}>
            {ROLES.map((one) => <option key={one} value={one}>{words.roles[one]}</option>)}
          </select>
        )
        : <p className="font-medium">{words.roles[role]}</p>}
      <dl className="flex flex-wrap gap-x-6 text-sm">
        <div className="flex gap-1.5"><dt className="text-muted">{words.factor}</dt><dd className={hasSecondFactor ? 'font-semibold text-free' : 'font-semibold'}>{hasSecondFactor ? words.hasFactor : words.lacksFactor}</dd></div>
        <div className="flex gap-1.5"><dt className="text-muted">{words.lastSeen}</dt><dd>{lastSeenAt === null ? words.never : formatDateTime(lastSeenAt, locale)}</dd></div>
      </dl>
      {isOwner && (
        <div className="flex flex-wrap gap-2 md:justify-end">
          {hasSecondFactor && !isYou && <Button look="quiet" size="small" className="min-h-11" aria-label={`${words.reset}: ${displayName}`} onClick={() => onAsk({ what: 'reset', person })}>{words.reset}</Button>}
          <Button look="quiet" size="small" className="min-h-11" aria-label={`${words.remove}: ${displayName}`} onClick={() => onAsk({ what: 'remove', person })}>{words.remove}</Button>
        </div>
      )}
    </li>
  );
}

function Ask({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const words = usePeopleTexts();
  const [change, dismiss, reset] = [useChangeRole(), useDismiss(), useResetFactor()];
  const { id, displayName, isYou } = asked.person;
  const done = { onSuccess: onClose };
  switch (asked.what) {
    case 'role':
      return (
        <Question title={words.changeAsk(displayName, words.roles[asked.role])} action={words.change} request={change} onClose={onClose} onConfirm={() => change.mutate({ id, role: asked.role }, done)}>
          <p className="text-muted">{words.means[asked.role]}</p>
        </Question>
      );
    case 'remove':
      return (
        <Question title={words.removeAsk(displayName)} action={words.remove} look="danger" request={dismiss} onClose={onClose} onConfirm={() => dismiss.mutate(id, done)}>
          <p className="text-muted">{isYou ? words.removeYou : words.removeAdvice}</p>
        </Question>
      );
    case 'reset':
      return (
        <Question title={words.resetAsk(displayName)} action={words.reset} look="danger" request={reset} onClose={onClose} onConfirm={() => reset.mutate(id, done)}>
          <p className="text-muted">{words.resetAdvice}</p>
        </Question>
      );
  }
}

/** For owners: whom to invite, and who has not come yet. */
export function Invitations() {
  const words = usePeopleTexts();
  const { data: invitations, error } = useInvitations();
  const [made, setMade] = useState<NewInvitation | null>(null);
  return (
    <div className="grid gap-6">
      <InviteForm onInvited={setMade} />
      {made && <Made invitation={made} />}
      {error && !invitations && <ProblemNotice error={error} />}
      {invitations?.length === 0 && <p className="text-muted">{words.noInvitations}</p>}
      {!!invitations?.length && <ul className="border-b border-line">{invitations.map((invitation) => <Waiting key={invitation.id} invitation={invitation} />)}</ul>}
    </div>
  );
}

function InviteForm({ onInvited }: { onInvited: (invitation: NewInvitation | null) => void }) {
  const words = usePeopleTexts();
  const invite = useInvite();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<ShopRole>('operator');
  const [isTried, setTried] = useState(false);
  const isEmail = /^\S+@\S+$/.test(email.trim());
  const isRefused = 'email' in asProblem(invite.error).fieldErrors;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isEmail || invite.isPending) return;
    onInvited(null);
    invite.mutate({ email: email.trim(), role }, {
      onSuccess: (invitation) => {
        onInvited(invitation);
        setEmail('');
        setTried(false);
      },
    });
  };
  return (
    <form onSubmit={submit} noValidate className="grid max-w-3xl items-start gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_auto]">
      <TextField
        label={words.email}
        type="email"
        autoComplete="off"
        value={email}
        onChange={({ target }) => {
          if (invite.isError) invite.reset();
          setEmail(target.value);
        }}
        error={(isTried && !isEmail) || isRefused ? words.emailNeeded : null}
        required
      />
      <SelectField label={words.role} advice={words.means[role]} value={role} onChange={({ target }) => setRole(target.value as ShopRole)}>
        {ROLES.map((one) => <option key={one} value={one}>{words.roles[one]}</option>)}
      </SelectField>
      <Button type="submit" className="sm:mt-6.5" busy={invite.isPending}>{words.send}</Button>
      {invite.error && !isRefused && <ProblemNotice error={invite.error} className="sm:col-span-3" />}
    </form>
  );
}

function Made({ invitation: { email, link } }: { invitation: NewInvitation }) {
  const words = usePeopleTexts();
  return (
    <div role="status" className="grid max-w-3xl gap-3 border-l-4 border-free bg-surface py-4 pr-4 pl-4">
      <p className="font-semibold">{words.invited(email)}</p>
      <p className="text-sm text-muted">{words.linkAdvice}</p>
      <p className="font-mono text-sm wrap-anywhere">{link}</p>
      <CopyButton text={link} label={words.copy} done={words.copied} />
    </div>
  );
}

function Waiting({ invitation: { id, email, role, invitedByName, validUntil } }: { invitation: OpenInvitation }) {
  const words = usePeopleTexts();
  const { locale } = useSpeech();
  const withdraw = useWithdraw();
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-1 border-t border-line py-2">
      <span className="min-w-0 grow basis-48"><span className="block font-semibold wrap-anywhere">{email}</span><span className="block text-sm text-muted">{words.by(invitedByName)}</span></span>
      <span className="font-medium">{words.roles[role]}</span>
      <span className="text-sm text-muted">{Date.parse(validUntil) > serverClock.now() ? words.validUntil(formatDateTime(validUntil, locale)) : words.over}</span>
      <Button look="quiet" size="small" className="min-h-11" aria-label={`${words.withdraw}: ${email}`} busy={withdraw.isPending} onClick={() => withdraw.mutate(id)}>{words.withdraw}</Button>
      {withdraw.error && <ProblemNotice error={withdraw.error} className="basis-full" />}
    </li>
  );
}

/** What owners have decided for all. */
export function Rules({ rules }: { rules: PeopleRules }) {
  const words = usePeopleTexts();
  const save = useSetRules();
  const [isRequired, setRequired] = useState(rules.requireSecondFactor);
  const [refundMax, setRefundMax] = useState(String(rules.supportRefundMax));
  const isWrong = !/^\d{1,10}$/.test(refundMax.trim()) || Number(refundMax) > 1_000_000_000;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!isWrong && !save.isPending) save.mutate({ requireSecondFactor: isRequired && !rules.requiredBySetting, supportRefundMax: Number(refundMax) });
  };
  return (
    <form onSubmit={submit} noValidate className="grid max-w-xl gap-4">
      <div>
        <label className="flex min-h-11 items-center gap-3 font-medium">
          <input type="checkbox" checked={isRequired} disabled={rules.requiredBySetting} onChange={({ target }) => { save.reset(); setRequired(target.checked); }} className="size-5 shrink-0 accent-current" />
          {words.requireFactor}
        </label>
        <p className="label font-normal">{rules.requiredBySetting ? words.requiredBySetting : words.requireFactorAdvice}</p>
      </div>
      <TextField label={words.refundMax} advice={words.refundMaxAdvice} inputMode="numeric" value={refundMax} onChange={({ target }) => { save.reset(); setRefundMax(target.value); }} error={isWrong ? words.refundMaxWrong : null} />
      {save.error && <ProblemNotice error={save.error} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="outline" busy={save.isPending}>{words.saveRules}</Button>
        {save.isSuccess && <p role="status">{words.savedRules}</p>}
      </div>
    </form>
  );
}
