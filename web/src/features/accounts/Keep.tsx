import { useState } from 'react';
import { useSpeech } from '@/lib/i18n';
import { TextField } from '@/lib/ui/Field';
import { Section } from '@/lib/ui/Section';
import { SmallForm, useToldErrors } from './forms';
import { useProfile, useUpgrade } from './queries';
import { useAccountTexts } from './words';

/** For a guest: an e-mail makes what they have theirs on any device. */
export default function Keep() {
  const { texts: { account, fields }, language } = useSpeech();
  const words = useAccountTexts();
  const { data: profile } = useProfile();
  const upgrade = useUpgrade();
  const told = useToldErrors(upgrade.error);
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const [kept, setKept] = useState<string | null>(null);
  const sendsMail = profile?.sendsMail ?? true;

  if (kept !== null) return <p role="status" className="mt-8 border-l-4 border-free bg-surface py-3 pr-4 pl-3 font-medium wrap-anywhere">{sendsMail ? words.keepDone(kept) : words.keepDoneNoMail}</p>;
  // Somebody with an account needs none of this.
  if (profile?.isGuest !== true) return null;
  return (
    <Section title={words.keepTitle} size="small" className="no-print mt-10 border-t border-line pt-6">
      <p className="mb-4 max-w-prose text-muted">{words.keepAdvice}</p>
      <SmallForm
        busy={upgrade.isPending}
        error={upgrade.error}
        submit={words.keepSubmit}
        onSubmit={(read) => {
          const [email, password] = [read('email').trim(), read('password')];
          const found = {
            ...(!/^\S+@\S+$/.test(email) && { email: fields.email }),
            ...(password === '' && !sendsMail && { password: fields.required }),
          };
          setMissing(found);
          if (Object.keys(found).length > 0) return;
          upgrade.mutate({ email, language, ...(password !== '' && { password }) }, { onSuccess: () => setKept(email) });
        }}
      >
        <TextField name="email" type="email" label={account.email} autoComplete="email" required error={missing.email ?? told.email} />
        <TextField
          name="password"
          type="password"
          label={sendsMail ? words.optional(account.password) : account.password}
          advice={sendsMail ? words.keepPasswordAdvice : account.passwordAdvice}
          autoComplete="new-password"
          error={missing.password ?? told.password}
        />
      </SmallForm>
    </Section>
  );
}
