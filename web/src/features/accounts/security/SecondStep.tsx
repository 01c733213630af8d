import { useState, type SyntheticEvent } from 'react';
import { Button } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { goOn, useCompleteSignIn } from '../queries';
import { hasPasskeys, NoPasskey } from './passkeys';
import { useSecurityTexts } from './words';

interface Props {
  ticket: string;
  methods: readonly string[];
  onSignedIn: (() => void) | undefined;
  onBack: () => void;
}

/** After the password: a code of the app, a passkey or a recovery code. */
export default function SecondStep({ ticket, methods, onSignedIn, onBack }: Props) {
  const { step: words } = useSecurityTexts();
  const complete = useCompleteSignIn(ticket);
  const hasCode = methods.includes('code');
  const hasRecovery = methods.includes('recoveryCode');
  const [field, setField] = useState<'code' | 'recoveryCode'>(hasCode || !hasRecovery ? 'code' : 'recoveryCode');
  const [value, setValue] = useState('');
  const [isTried, setTried] = useState(false);
  const hasField = field === 'code' ? hasCode : hasRecovery;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (hasField && value.trim() !== '' && !complete.isPending) goOn(complete.mutateAsync({ [field]: value.trim() }), onSignedIn);
  };
  const change = (next: typeof field) => {
    setField(next);
    setValue('');
    setTried(false);
    complete.reset();
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <p className="display text-4xl">{words.title}</p>
      {hasField && (
        <TextField
          key={field}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- it takes the place of the form that had the focus
          autoFocus
          label={words[field]}
          advice={field === 'code' ? words.codeAdvice : words.recoveryAdvice}
          inputMode={field === 'code' ? 'numeric' : 'text'}
          autoComplete={field === 'code' ? 'one-time-code' : 'off'}
          spellCheck={false}
          maxLength={40}
          value={value}
          onChange={({ target }) => setValue(target.value)}
          error={isTried && value.trim() === '' ? words.needed : null}
          required
        />
      )}
      {complete.error && (complete.error instanceof NoPasskey ? <p role="alert" className="font-medium text-refused">{words.passkeyFailed}</p> : <ProblemNotice error={complete.error} />)}
      {hasField && <Button type="submit" size="large" busy={complete.isPending}>{words.goOn}</Button>}
      {methods.includes('passkey') && hasPasskeys() && (
        <Button look={hasField ? 'outline' : 'solid'} size="large" busy={complete.isPending} onClick={() => goOn(complete.mutateAsync('passkey'), onSignedIn)}>{words.passkey}</Button>
      )}
      <div className="flex flex-wrap gap-x-5">
        {field === 'code' && hasRecovery && <TextButton onClick={() => change('recoveryCode')}>{words.useRecovery}</TextButton>}
        {field === 'recoveryCode' && hasCode && <TextButton onClick={() => change('code')}>{words.useCode}</TextButton>}
        <TextButton onClick={onBack}>{words.back}</TextButton>
      </div>
    </form>
  );
}

const TextButton = ({ onClick, children }: { onClick: () => void; children: string }) => (
  <button type="button" className="min-h-11 text-sm font-semibold underline underline-offset-4" onClick={onClick}>{children}</button>
);
