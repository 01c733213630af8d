import { lazy, Suspense, useEffect, useRef, useState, type ReactNode, type SyntheticEvent } from 'react';
import { Link } from 'wouter';
import { RegisterBody } from '@/lib/api/bounds';
import { asProblem } from '@/lib/api/problem';
import { useSpeech, useTexts } from '@/lib/i18n';
import { fieldWords } from '@/lib/i18n/fieldWords';
import { Button } from '@/lib/ui/Button';
import { Dialog } from '@/lib/ui/Dialog';
import { TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { goOn, useGuest, useRegister, useSignIn } from './queries';

export type Way = 'guest' | 'sign-in' | 'register';

interface Props {
  way: Way;
  onWay: (way: Way) => void;
  /** What was begun before the sign-in goes on. */
  onSignedIn?: () => void;
}

/** One of three ways to sign in, with links to the other two. */
export function SignIn({ way, onWay, onSignedIn }: Props) {
  const { account } = useTexts();
  const Form = { guest: GuestForm, 'sign-in': SignInForm, register: RegisterForm }[way];
  const others: Record<Way, { ask: string; go: string }> = {
    guest: { ask: account.orGuest, go: account.asGuest },
    'sign-in': { ask: account.orSignIn, go: account.signInTitle },
    register: { ask: account.orRegister, go: account.register },
  };
  // After a change of the way, the focus goes to the first field: the button that was pressed is gone.
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef(way);
  useEffect(() => {
    if (shown.current !== way) place.current?.querySelector('input')?.focus();
    shown.current = way;
  }, [way]);
  return (
    <div className="grid gap-6" ref={place}>
      <Form key={way} onSignedIn={onSignedIn} />
      <ul className="grid gap-1 border-t border-line pt-4 text-sm">
        {(Object.keys(others) as Way[]).filter((other) => other !== way).map((other) => (
          <li key={other} className="flex flex-wrap items-center gap-x-2">
            <span className="text-muted">{others[other].ask}</span>
            <button type="button" className="min-h-11 font-semibold underline underline-offset-4" onClick={() => onWay(other)}>{others[other].go}</button>
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

/** For whoever pressed for something that needs a name. */
export function SignInDialog({ way: first = 'guest', onClose, onSignedIn }: { way?: Way; onClose: () => void; onSignedIn: () => void }) {
  const [way, setWay] = useState<Way>(first);
  return (
    <Dialog title={useWayTitle(way)} onClose={onClose}>
      <SignIn way={way} onWay={setWay} onSignedIn={onSignedIn} />
    </Dialog>
  );
}

interface FormProps {
  onSignedIn: (() => void) | undefined;
}

interface AccountFormProps {
  onSubmit: (fields: FormData) => void;
  busy: boolean;
  error: unknown;
  submit: string;
  children: ReactNode;
}

function AccountForm({ onSubmit, busy, error, submit, children }: AccountFormProps) {
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

type Errors = Readonly<Partial<Record<'displayName' | 'email' | 'password', string>>>;

/** What is wrong with each field: checked by this page before it sends, and by the server after. */
function useFieldErrors(serverError: unknown) {
  const texts = useTexts();
  const { account } = texts;
  const [own, setOwn] = useState<Errors>({});
  const told: Errors = Object.fromEntries(Object.entries(asProblem(serverError).fieldErrors).map(([field, error]) =>
    [field, field === 'displayName' && error.code === 'invalid' ? account.nameRefused : fieldWords(texts, error)]));

  const check = (fields: FormData, isNew: boolean): boolean => {
    const found: Record<string, string> = {};
    if (fields.has('displayName')) {
      // The server counts characters, not UTF-16 units.
      const { length } = [...text(fields, 'displayName').trim()];
      if (length === 0) found.displayName = account.nameNeeded;
      else if (length > NAME_LENGTH_MAX) found.displayName = texts.fields.length(1, NAME_LENGTH_MAX);
    }
    if (fields.has('email') && !/^\S+@\S+$/.test(text(fields, 'email').trim())) found.email = texts.fields.email;
    if (fields.has('password')) {
      const { length } = text(fields, 'password');
      if (length === 0) found.password = texts.fields.required;
      else if (isNew && length < RegisterBody.password.minLength) found.password = account.passwordAdvice;
    }
    setOwn(found);
    return Object.keys(found).length === 0;
  };
  return { errors: { ...told, ...own }, check };
}

/** In characters. The API's bound is in UTF-16 units, of which a character may have several. */
const NAME_LENGTH_MAX = 40;

function GuestForm({ onSignedIn }: FormProps) {
  const { account } = useTexts();
  const guest = useGuest();
  const { errors, check } = useFieldErrors(guest.error);
  const guestsOff = guest.error !== null && asProblem(guest.error).code === 'forbidden';
  return (
    <AccountForm
      busy={guest.isPending}
      error={guestsOff ? null : guest.error}
      submit={account.continue}
      onSubmit={(fields) => {
        if (check(fields, true)) goOn(guest.mutateAsync({ displayName: text(fields, 'displayName').trim() }), onSignedIn);
      }}
    >
      <p className="text-muted">{account.guestAdvice} {account.guestNote}</p>
      <TextField name="displayName" label={account.displayName} autoComplete="nickname" enterKeyHint="go" maxLength={80} required error={errors.displayName} />
      {guestsOff && <p role="alert" className="font-medium">{account.guestsOff}</p>}
    </AccountForm>
  );
}

const SecondStep = lazy(() => import('./security/SecondStep'));

function SignInForm({ onSignedIn }: FormProps) {
  const { account } = useTexts();
  const signIn = useSignIn();
  const { errors, check } = useFieldErrors(signIn.error);
  const { code, body } = asProblem(signIn.error);
  if (code === 'second_factor_required') {
    return <Suspense><SecondStep ticket={body.ticket as string} methods={body.methods as string[]} onSignedIn={onSignedIn} onBack={signIn.reset} /></Suspense>;
  }
  return (
    <AccountForm
      busy={signIn.isPending}
      error={signIn.error}
      submit={account.signInTitle}
      onSubmit={(fields) => {
        if (check(fields, false)) goOn(signIn.mutateAsync({ email: text(fields, 'email').trim(), password: text(fields, 'password') }), onSignedIn);
      }}
    >
      <TextField name="email" type="email" label={account.email} autoComplete="username" required error={errors.email} />
      <TextField name="password" type="password" label={account.password} autoComplete="current-password" required error={errors.password} />
      <p className="-mt-2 text-sm"><Link to="/forgot-password" className="inline-flex min-h-11 items-center underline underline-offset-4">{account.forgot}</Link></p>
    </AccountForm>
  );
}

function RegisterForm({ onSignedIn }: FormProps) {
  const { texts: { account }, language } = useSpeech();
  const register = useRegister();
  const { errors, check } = useFieldErrors(register.error);
  return (
    <AccountForm
      busy={register.isPending}
      error={register.error}
      submit={account.register}
      onSubmit={(fields) => {
        if (!check(fields, true)) return;
        goOn(register.mutateAsync({ displayName: text(fields, 'displayName').trim(), email: text(fields, 'email').trim(), password: text(fields, 'password'), language }), onSignedIn);
      }}
    >
      <TextField name="displayName" label={account.displayName} advice={account.nameAdvice} autoComplete="nickname" maxLength={80} required error={errors.displayName} />
      <TextField name="email" type="email" label={account.email} autoComplete="email" required error={errors.email} />
      <TextField name="password" type="password" label={account.password} advice={account.passwordAdvice} autoComplete="new-password" required error={errors.password} />
    </AccountForm>
  );
}
