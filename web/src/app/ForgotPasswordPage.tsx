import { useState } from 'react';
import { SmallForm, useToldErrors } from '@/features/accounts/forms';
import { useForgotPassword } from '@/features/accounts/queries';
import { useAccountTexts } from '@/features/accounts/words';
import { useSpeech } from '@/lib/i18n';
import { LinkButton } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import { usePageTitle } from './page';

export default function ForgotPasswordPage() {
  const { texts: { account, app, fields }, language } = useSpeech();
  const words = useAccountTexts();
  const ask = useForgotPassword();
  const told = useToldErrors(ask.error);
  const [missing, setMissing] = useState<string>();
  usePageTitle(words.forgotTitle);
  return (
    <div className="page grid justify-items-center py-12 sm:py-20">
      <div className="grid w-full max-w-md gap-6">
        <h1 className="display text-6xl wrap-anywhere hyphens-auto uppercase">{words.forgotTitle}</h1>
        {ask.isSuccess ? <p role="status" className="text-lg">{words.forgotDone}</p> : (
          <>
            <p className="text-muted">{words.forgotAdvice}</p>
            <SmallForm
              busy={ask.isPending}
              error={ask.error}
              submit={words.sendLink}
              onSubmit={(read) => {
                const email = read('email').trim();
                const isEmail = /^\S+@\S+$/.test(email);
                setMissing(isEmail ? undefined : fields.email);
                if (isEmail) ask.mutate({ email, language });
              }}
            >
              <TextField name="email" type="email" label={account.email} autoComplete="username" required error={missing ?? told.email} />
            </SmallForm>
          </>
        )}
        <div><LinkButton look="outline" to="/sign-in">{app.signIn}</LinkButton></div>
      </div>
    </div>
  );
}
