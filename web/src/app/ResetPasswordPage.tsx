import { useState } from 'react';
import { SmallForm, useToldErrors } from '@/features/accounts/forms';
import { useResetPassword } from '@/features/accounts/queries';
import { useAccountTexts } from '@/features/accounts/words';
import { useTexts } from '@/lib/i18n';
import { LinkButton } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import { usePageTitle } from './page';

/** The link in the e-mail leads here. Its token is behind the #, so that it reaches no server's log. */
export default function ResetPasswordPage() {
  const { account, app } = useTexts();
  const words = useAccountTexts();
  const [token] = useState(() => window.location.hash.slice(1));
  const reset = useResetPassword();
  const told = useToldErrors(reset.error);
  usePageTitle(words.resetTitle);
  return (
    <div className="page grid justify-items-center py-12 sm:py-20">
      <div className="grid w-full max-w-md gap-6">
        <h1 className="display text-6xl wrap-anywhere hyphens-auto uppercase">{words.resetTitle}</h1>
        {reset.isSuccess ? <p role="status" className="text-lg">{words.resetDone}</p> : token === '' ? <p className="text-lg text-muted">{words.resetNoToken}</p> : (
          <>
            <p className="text-muted">{words.resetAdvice}</p>
            <SmallForm busy={reset.isPending} error={reset.error} submit={words.resetSubmit} onSubmit={(read) => reset.mutate({ token, password: read('password') })}>
              <TextField name="password" type="password" label={words.newPassword} advice={account.passwordAdvice} autoComplete="new-password" required error={told.password} />
            </SmallForm>
          </>
        )}
        <div className="flex flex-wrap gap-3">
          <LinkButton look={reset.isSuccess ? 'solid' : 'outline'} to="/sign-in">{app.signIn}</LinkButton>
          {!reset.isSuccess && <LinkButton look="outline" to="/forgot-password">{account.forgot}</LinkButton>}
        </div>
      </div>
    </div>
  );
}
