import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { asProblem } from '@/lib/api/problem';
import { useTexts } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { useGuest, useRegister, useSignIn } from './queries';

export type Way = 'guest' | 'sign-in' | 'register';

interface Props {
  way: Way;
  onWay: (way: Way) => void;
  /** What was begun before signing in goes on. */
  onSignedIn?: () => void;
}

/** Three ways in, one at a time; the others are a press away. */
export function SignIn({ way, onWay, onSignedIn }: Props) {
  const { account } = useTexts();
  const Form = { guest: GuestForm, 'sign-in': SignInForm, register: RegisterForm }[way];
  const others: Record<Way, { ask: string; go: string }> = {
    guest: { ask: account.orGuest, go: account.asGuest },
    'sign-in': { ask: account.orSignIn, go: account.signInTitle },
    register: { ask: account.orRegister, go: account.register },
  };
  return (
    <div className="grid gap-6">
      <Form key={way} onSignedIn={onSignedIn} />
      <ul className="grid gap-1 border-t border-line pt-4 text-sm">
        {(Object.keys(others) as Way[]).filter((other) => other !== way).map((other) => (
          <li key={other} className="flex flex-wrap items-center gap-x-2">
            <span className="text-muted">{others[other].ask}</span>
            <button type="button" className="min-h-9 font-semibold underline underline-offset-4" onClick={() => onWay(other)}>{others[other].go}</button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function useWayTitle(way: Way): string {
  const { account } = useTexts();
  return { guest: account.guestTitle, 'sign-in': account.signInTitle, register: account.registerTitle }[way];
}

interface FormProps {
  onSignedIn: (() => void) | undefined;
}

function AccountForm({ onSubmit, busy, error, submit, children }: { onSubmit: (fields: FormData) => void; busy: boolean; error: unknown; submit: string; children: ReactNode }) {
  const submitForm = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) onSubmit(new FormData(event.currentTarget));
  };
  return (
    <form onSubmit={submitForm} className="grid gap-4" noValidate>
      {children}
      {error !== null && <ProblemNotice error={error} />}
      <Button type="submit" size="large" busy={busy}>{submit}</Button>
    </form>
  );
}

const text = (fields: FormData, name: string): string => {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
};

function useNameCheck() {
  const { account } = useTexts();
  const [nameError, setNameError] = useState<string | null>(null);
  /** Counted as the server counts: by characters, not by UTF-16 units. */
  const isNameFine = (name: string) => {
    const { length } = [...name.trim()];
    const fine = length >= 1 && length <= 40;
    setNameError(fine ? null : account.nameLength);
    return fine;
  };
  return { nameError, isNameFine };
}

function GuestForm({ onSignedIn }: FormProps) {
  const { account } = useTexts();
  const guest = useGuest();
  const { nameError, isNameFine } = useNameCheck();
  const { code, fieldErrors } = asProblem(guest.error);
  const guestsOff = guest.error !== null && code === 'forbidden';
  return (
    <AccountForm
      busy={guest.isPending}
      error={guestsOff ? null : guest.error}
      submit={account.continue}
      onSubmit={(fields) => {
        const name = text(fields, 'displayName').trim();
        if (isNameFine(name)) guest.mutate({ displayName: name }, { onSuccess: () => onSignedIn?.() });
      }}
    >
      <p className="text-muted">{account.guestAdvice} {account.guestNote}</p>
      <TextField name="displayName" label={account.displayName} autoComplete="nickname" maxLength={80} required error={nameError ?? fieldErrors.displayName} />
      {guestsOff && <p role="alert" className="font-medium">{account.guestsOff}</p>}
    </AccountForm>
  );
}

function SignInForm({ onSignedIn }: FormProps) {
  const { account } = useTexts();
  const signIn = useSignIn();
  return (
    <AccountForm
      busy={signIn.isPending}
      error={signIn.error}
      submit={account.signInTitle}
      onSubmit={(fields) => signIn.mutate({ email: text(fields, 'email').trim(), password: text(fields, 'password') }, { onSuccess: () => onSignedIn?.() })}
    >
      <TextField name="email" type="email" label={account.email} autoComplete="username" required />
      <TextField name="password" type="password" label={account.password} autoComplete="current-password" required />
    </AccountForm>
  );
}

function RegisterForm({ onSignedIn }: FormProps) {
  const { account } = useTexts();
  const register = useRegister();
  const { nameError, isNameFine } = useNameCheck();
  const errors = asProblem(register.error).fieldErrors;
  return (
    <AccountForm
      busy={register.isPending}
      error={register.error}
      submit={account.register}
      onSubmit={(fields) => {
        const displayName = text(fields, 'displayName').trim();
        if (!isNameFine(displayName)) return;
        register.mutate({ displayName, email: text(fields, 'email').trim(), password: text(fields, 'password') }, { onSuccess: () => onSignedIn?.() });
      }}
    >
      <TextField name="displayName" label={account.displayName} autoComplete="nickname" maxLength={80} required error={nameError ?? errors.displayName} />
      <TextField name="email" type="email" label={account.email} autoComplete="email" required error={errors.email} />
      <TextField name="password" type="password" label={account.password} advice={account.passwordAdvice} autoComplete="new-password" required error={errors.password} />
    </AccountForm>
  );
}
