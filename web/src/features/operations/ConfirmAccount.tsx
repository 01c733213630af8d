import { useState, type SyntheticEvent } from 'react';
import { asProblem } from '@/lib/api/problem';
import { Button } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import { OperatorProblem } from './OperatorProblem';
import { useConfirmAccount } from './queries';
import { isRetrying } from './usePost';
import { useConsoleTexts } from './words';

/** For a shop without a mail server, and for customers who get no e-mail. */
export function ConfirmAccount() {
  const { accounts: words, retrying } = useConsoleTexts();
  const [email, setEmail] = useState('');
  const [tried, setTried] = useState(false);
  const confirm = useConfirmAccount();
  const isRefused = 'email' in asProblem(confirm.error).fieldErrors;
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() === '' || confirm.isPending) return;
    confirm.mutate(email.trim(), {
      onSuccess: () => {
        setEmail('');
        setTried(false);
      },
    });
  };
  return (
    <form onSubmit={onSubmit} noValidate className="grid max-w-md gap-4">
      <p className="text-muted">{words.advice}</p>
      <TextField
        label={words.email}
        type="email"
        required
        value={email}
        error={isRefused || (tried && email.trim() === '') ? words.needed : null}
        onChange={({ target }) => {
          confirm.reset();
          setEmail(target.value);
        }}
      />
      {confirm.error && <OperatorProblem error={confirm.error} hasMarked={isRefused} />}
      {isRetrying(confirm) && <p role="status" className="font-medium">{retrying}</p>}
      {confirm.data && <p role="status">{words.done(confirm.data.displayName, confirm.data.email)}</p>}
      <Button type="submit" busy={confirm.isPending}>{words.confirm}</Button>
    </form>
  );
}
