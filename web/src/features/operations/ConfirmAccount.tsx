import { useState, type SyntheticEvent } from 'react';
import { useTexts } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { useConfirmAccount } from './queries';

/** For a shop without a mail server, and for customers whom no letter reaches. */
export function ConfirmAccount() {
  const { operate: { accounts: words } } = useTexts();
  const [email, setEmail] = useState('');
  const confirm = useConfirmAccount();
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    confirm.mutate(email, { onSuccess: () => setEmail('') });
  };
  return (
    <form onSubmit={onSubmit} className="grid max-w-md gap-4">
      <p className="text-muted">{words.advice}</p>
      <TextField label={words.email} type="email" required value={email} onChange={({ target }) => setEmail(target.value)} />
      {confirm.error && <ProblemNotice error={confirm.error} />}
      {confirm.data && <p role="status">{words.done(confirm.data.displayName, confirm.data.email)}</p>}
      <Button type="submit" busy={confirm.isPending}>{words.confirm}</Button>
    </form>
  );
}
