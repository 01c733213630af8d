import { useState, type SyntheticEvent } from 'react';
import { useLocation } from 'wouter';
import { useAcceptInvitation, useInvitation, useSignOut } from '@/features/accounts/queries';
import { usePeopleTexts } from '@/features/people/words';
import { RegisterBody } from '@/lib/api/bounds';
import { asProblem } from '@/lib/api/problem';
import type { Invitation } from '@/lib/api/types';
import { useTexts } from '@/lib/i18n';
import { fieldWords } from '@/lib/i18n/fieldWords';
import { useMe } from '@/lib/session';
import { Button, LinkButton } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { usePageTitle } from './page';

const STORED = 'stampede.invitation';

/** Kept for this tab: on the way back from the sign-in, the address has no # any more. */
function rememberedToken(): string {
  const token = window.location.hash.slice(1);
  try {
    if (token !== '') sessionStorage.setItem(STORED, token);
    return token || (sessionStorage.getItem(STORED) ?? '');
  } catch {
    return token;
  }
}

/** The link of an invitation leads here. Its token is behind the #, so that it reaches no server's log. */
export default function InvitationPage() {
  const { invitation: words } = usePeopleTexts();
  const { app, problems } = useTexts();
  const [token] = useState(rememberedToken);
  const { data: invitation, error, isPending } = useInvitation(token);
  usePageTitle(words.title);
  return (
    <div className="page grid max-w-xl content-start gap-6 py-12 sm:py-20">
      <h1 className="display text-6xl uppercase wrap-anywhere">{words.title}</h1>
      {invitation ? <Open token={token} invitation={invitation} />
        : error ? <ProblemNotice error={error} />
        : token === '' ? <p className="text-lg text-muted">{problems.invitation_invalid.title} {problems.invitation_invalid.advice}</p>
        : <p role="status">{words.loading}</p>}
      {!invitation && !(isPending && token !== '') && <LinkButton to="/" look="outline" className="justify-self-start">{app.toDrops}</LinkButton>}
    </div>
  );
}

function Open({ token, invitation }: { token: string; invitation: Invitation }) {
  const { invitation: words, roles, means } = usePeopleTexts();
  const { app } = useTexts();
  const { data: me } = useMe();
  const signOut = useSignOut();
  const accept = useAcceptInvitation(token, invitation.email);
  const [, navigate] = useLocation();
  const isIt = me?.email?.toUpperCase() === invitation.email.toUpperCase();
  const done = {
    onSuccess: () => {
      try {
        sessionStorage.removeItem(STORED);
      } catch {
        // It was not kept there either.
      }
      navigate('/operate', { replace: true });
    },
  };
  return (
    <>
      <div className="grid gap-2">
        <p className="text-lg">{words.invitedBy(invitation.invitedByName, roles[invitation.role])}</p>
        <p className="text-muted">{means[invitation.role]}</p>
        <p className="label wrap-anywhere">{words.forEmail(invitation.email)}</p>
      </div>
      {!invitation.hasAccount ? <NewAccount accept={accept} onAccept={(made) => accept.mutate(made, done)} />
        : isIt ? (
          <>
            {accept.error && <ProblemNotice error={accept.error} />}
            <Button size="large" busy={accept.isPending} onClick={() => accept.mutate(undefined, done)}>{words.accept}</Button>
          </>
        )
        : me && me.email != null ? (
          <>
            <p>{words.otherAccount(invitation.email)}</p>
            <Button look="outline" busy={signOut.isPending} onClick={() => signOut.mutate(undefined)}>{app.signOut}</Button>
          </>
        )
        : (
          <>
            <p>{words.hasAccount}</p>
            <LinkButton to="/sign-in?to=/invitation" className="justify-self-start">{app.signIn}</LinkButton>
          </>
        )}
    </>
  );
}

interface NewAccountProps {
  accept: { isPending: boolean; error: Error | null };
  onAccept: (made: { displayName: string; password: string }) => void;
}

function NewAccount({ accept, onAccept }: NewAccountProps) {
  const { invitation: words } = usePeopleTexts();
  const texts = useTexts();
  const [displayName, setName] = useState('');
  const [password, setPassword] = useState('');
  const [isTried, setTried] = useState(false);
  const { displayName: nameError, password: passwordError } = asProblem(accept.error).fieldErrors;
  const isNamed = displayName.trim() !== '';
  const isLong = password.length >= RegisterBody.password.minLength;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (isNamed && isLong && !accept.isPending) onAccept({ displayName: displayName.trim(), password });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <p className="text-muted">{words.newAdvice}</p>
      <TextField label={words.displayName} autoComplete="name" maxLength={80} value={displayName} onChange={({ target }) => setName(target.value)} error={isTried && !isNamed ? words.nameNeeded : nameError && fieldWords(texts, nameError)} required />
      <TextField label={words.password} type="password" advice={words.passwordAdvice} autoComplete="new-password" value={password} onChange={({ target }) => setPassword(target.value)} error={isTried && !isLong ? words.passwordAdvice : passwordError && fieldWords(texts, passwordError)} required />
      {accept.error && !nameError && !passwordError && <ProblemNotice error={accept.error} />}
      <Button type="submit" size="large" busy={accept.isPending}>{words.accept}</Button>
    </form>
  );
}
