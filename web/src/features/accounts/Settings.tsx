import { useId, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Profile } from '@/lib/api/types';
import { below } from '@/lib/base';
import { LANGUAGES, useSpeech, useTexts, type Language } from '@/lib/i18n';
import { SelectField, TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Section } from '@/lib/ui/Section';
import { SmallForm, useToldErrors } from './forms';
import { useChangeEmail, useChangeMe, useChangePassword, useEraseMe, useForgotPassword, useProfile } from './queries';
import { Button } from '@/lib/ui/Button';
import { useAccountTexts } from './words';

/** Everything about oneself that can be changed. */
export default function Settings() {
  const { data: profile, error } = useProfile();
  if (error && !profile) return <ProblemNotice error={error} />;
  if (!profile) return null;
  return (
    <div className="grid gap-10">
      <Name profile={profile} />
      {!profile.isGuest && <Email profile={profile} />}
      {!profile.isGuest && <Password profile={profile} />}
      <Data />
      <Erase />
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return <Section title={title} size="small" className="border-t border-line pt-6"><div className="grid gap-4">{children}</div></Section>;
}

function Said({ children }: { children: ReactNode }) {
  return <p role="status" className="font-medium wrap-anywhere text-free">{children}</p>;
}

function Name({ profile }: { profile: Profile }) {
  const { account } = useTexts();
  const words = useAccountTexts();
  const hideNameId = useId();
  const rename = useChangeMe();
  const change = useChangeMe();
  const told = useToldErrors(rename.error, { displayName: account.nameRefused });
  return (
    <Part title={words.name}>
      {profile.isGuest ? <p className="text-muted">{words.guestName}</p> : (
        <SmallForm busy={rename.isPending} error={rename.error} submit={words.change} look="outline" onSubmit={(read) => rename.mutate({ displayName: read('displayName').trim() })}>
          <TextField name="displayName" label={words.name} advice={words.nameAdvice} autoComplete="nickname" maxLength={80} required defaultValue={profile.displayName} error={told.displayName} />
        </SmallForm>
      )}
      {rename.isSuccess && <Said>{words.saved}</Said>}
      <div className="flex min-h-11 items-start gap-3">
        <input
          type="checkbox"
          id={hideNameId}
          aria-describedby={`${hideNameId}-advice`}
          className="mt-1 size-5 shrink-0 accent-[var(--color-ink)]"
          checked={change.isPending ? change.variables.hideName === true : profile.hideName}
          onChange={(event) => change.mutate({ hideName: event.target.checked })}
        />
        <div>
          <label htmlFor={hideNameId} className="font-medium">{words.hideName}</label>
          <p id={`${hideNameId}-advice`} className="label font-normal">{words.hideNameAdvice}</p>
        </div>
      </div>
      {change.error && <ProblemNotice error={change.error} />}
    </Part>
  );
}

function Email({ profile }: { profile: Profile }) {
  const words = useAccountTexts();
  const ask = useChangeEmail();
  const change = useChangeMe();
  const told = useToldErrors(ask.error, { password: words.wrongPassword });
  return (
    <Part title={words.emailTitle}>
      <p className="wrap-anywhere">
        <span className="font-medium">{profile.email}</span>{' '}
        <span className="text-muted">{profile.emailConfirmed ? words.confirmed : words.unconfirmed}</span>{' '}
        {!profile.emailConfirmed && <Link to="/confirm" className="inline-flex min-h-11 items-center underline underline-offset-4">{words.unconfirmedLink}</Link>}
      </p>
      {profile.sendsMail && profile.hasPassword && (
        <SmallForm busy={ask.isPending} error={ask.error} submit={words.change} look="outline" onSubmit={(read) => ask.mutate({ email: read('email').trim(), password: read('password') })}>
          <TextField name="email" type="email" label={words.newEmail} advice={words.newEmailAdvice} autoComplete="email" required error={told.email} />
          <TextField name="password" type="password" label={words.currentPassword} autoComplete="current-password" required error={told.password} />
        </SmallForm>
      )}
      {ask.isSuccess && <Said>{words.newEmailSent(ask.variables.email)}</Said>}
      {profile.sendsMail && (
        <SelectField
          label={words.language}
          value={profile.language ?? ''}
          onChange={(event) => change.mutate({ language: event.target.value as Language })}
        >
          {profile.language == null && <option value="">{words.languageOfShop}</option>}
          {Object.entries(LANGUAGES).map(([code, name]) => <option key={code} value={code} lang={code}>{name}</option>)}
        </SelectField>
      )}
      {change.error && <ProblemNotice error={change.error} />}
    </Part>
  );
}

function Password({ profile }: { profile: Profile }) {
  const { texts: { account }, language } = useSpeech();
  const words = useAccountTexts();
  const change = useChangePassword();
  const link = useForgotPassword();
  const told = useToldErrors(change.error, { currentPassword: words.wrongPassword });
  return (
    <Part title={words.passwordTitle}>
      {profile.hasPassword ? (
        <SmallForm
          key={change.submittedAt}
          busy={change.isPending}
          error={change.error}
          submit={words.change}
          look="outline"
          onSubmit={(read) => change.mutate({ currentPassword: read('currentPassword'), password: read('password') })}
        >
          <input type="text" name="username" autoComplete="username" defaultValue={profile.email ?? ''} readOnly hidden />
          <TextField name="currentPassword" type="password" label={words.currentPassword} autoComplete="current-password" required error={told.currentPassword} />
          <TextField name="password" type="password" label={words.newPassword} advice={account.passwordAdvice} autoComplete="new-password" required error={told.password} />
        </SmallForm>
      ) : (
        <>
          <p className="text-muted">{words.noPassword}</p>
          {link.error && <ProblemNotice error={link.error} />}
          {!link.isSuccess && <div><Button look="outline" busy={link.isPending} onClick={() => link.mutate({ email: profile.email ?? '', language })}>{words.sendLink}</Button></div>}
          {link.isSuccess && <Said>{words.linkSent(profile.email ?? '')}</Said>}
        </>
      )}
      {change.isSuccess && <Said>{words.passwordChanged}</Said>}
    </Part>
  );
}

function Data() {
  const words = useAccountTexts();
  return (
    <Part title={words.exportTitle}>
      <p className="text-muted">{words.exportAdvice}</p>
      <p><a href={below('/api/v1/me/export')} download className="inline-flex min-h-11 items-center underline underline-offset-4">{words.exportLink}</a></p>
    </Part>
  );
}

function Erase() {
  const words = useAccountTexts();
  const erase = useEraseMe();
  const [typed, setTyped] = useState('');
  const isMeant = typed.trim().toLowerCase() === words.eraseWord;
  return (
    <Part title={words.eraseTitle}>
      <p className="text-muted">{words.eraseAdvice}</p>
      <TextField label={words.eraseType(words.eraseWord)} value={typed} autoComplete="off" autoCapitalize="off" onChange={(event) => setTyped(event.target.value)} className="max-w-xs" />
      {erase.error && <ProblemNotice error={erase.error} />}
      <div><Button look="danger" disabled={!isMeant} busy={erase.isPending} onClick={() => erase.mutate(undefined)}>{words.eraseYes}</Button></div>
    </Part>
  );
}
