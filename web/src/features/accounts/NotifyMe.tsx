import { Bell, Check } from 'lucide-react';
import { useState } from 'react';
import { useSpeech } from '@/lib/i18n';
import { useMe } from '@/lib/session';
import { Button } from '@/lib/ui/Button';
import { Dialog } from '@/lib/ui/Dialog';
import { TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { SmallForm, useToldErrors } from './forms';
import { useDontNotifyMe, useNotifyMe, useNotifyState } from './queries';
import { useAccountTexts } from './words';

/** Be told of the drop: for an account one press, for anybody else an address that has to say so itself. */
export default function NotifyMe({ dropId, kind }: { dropId: string; kind: 'opening' | 'back' }) {
  const { language } = useSpeech();
  const { notify: words } = useAccountTexts();
  const { data: me } = useMe();
  const { data: state } = useNotifyState(dropId);
  const ask = useNotifyMe(dropId);
  const stop = useDontNotifyMe(dropId);
  const [isAsking, setAsking] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (state?.sendsMail !== true) return null;
  if (sentTo !== null) return <p role="status" className="font-medium wrap-anywhere">{words.sent(sentTo)}</p>;
  if (ask.data?.needsConfirmation === true) return <p role="status" className="font-medium">{words.unconfirmed}</p>;
  if (state[kind]) {
    return (
      <p className="flex min-h-11 flex-wrap items-center gap-x-3">
        <Check className="size-5 text-free" aria-hidden /><span role="status" className="font-medium">{words.willTell}</span>
        <Button look="quiet" busy={stop.isPending} onClick={() => stop.mutate(undefined)}>{words.stop}</Button>
      </p>
    );
  }
  const hasAccount = me?.email != null;
  return (
    <>
      <Button look="outline" busy={ask.isPending} onClick={() => (hasAccount ? ask.mutate({ language }) : setAsking(true))}>
        <Bell className="size-5" aria-hidden />{words[kind]}
      </Button>
      {ask.error && hasAccount && <ProblemNotice error={ask.error} className="mt-3" />}
      {isAsking && <Dialog title={words.title} onClose={() => setAsking(false)}><ByAddress dropId={dropId} onSent={setSentTo} /></Dialog>}
    </>
  );
}

function ByAddress({ dropId, onSent }: { dropId: string; onSent: (email: string) => void }) {
  const { texts: { account, fields }, language } = useSpeech();
  const { notify: words } = useAccountTexts();
  const ask = useNotifyMe(dropId);
  const told = useToldErrors(ask.error);
  const [missing, setMissing] = useState<string>();
  return (
    <SmallForm
      busy={ask.isPending}
      error={ask.error}
      submit={words.submit}
      onSubmit={(read) => {
        const email = read('email').trim();
        const isEmail = /^\S+@\S+$/.test(email);
        setMissing(isEmail ? undefined : fields.email);
        if (isEmail) ask.mutate({ email, language }, { onSuccess: () => onSent(email) });
      }}
    >
      <p className="text-muted">{words.advice}</p>
      <TextField name="email" type="email" label={account.email} autoComplete="email" required error={missing ?? told.email} />
    </SmallForm>
  );
}
