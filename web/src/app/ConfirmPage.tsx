import { useEffect, useState } from 'react';
import { useConfirmEmail, useConfirmationMail } from '@/features/accounts/queries';
import { useTexts } from '@/lib/i18n';
import { useMe } from '@/lib/session';
import { Button, LinkButton } from '@/lib/ui/Button';
import { ProblemNotice } from '@/lib/ui/Notice';
import { usePageTitle } from './page';

/** The link in the e-mail leads here. Its token is behind the #, so that it reaches no server's log. */
export default function ConfirmPage() {
  const { confirm: words, app } = useTexts();
  const { data: me } = useMe();
  const [token] = useState(() => window.location.hash.slice(1));
  const { mutate: confirm, isSuccess, isPending, error } = useConfirmEmail();
  const mail = useConfirmationMail();
  usePageTitle(words.title);
  useEffect(() => {
    if (token !== '') confirm(token);
  }, [confirm, token]);

  const hasAccount = me?.email != null;
  return (
    <div className="page grid max-w-xl content-start justify-items-start gap-6 py-12 sm:py-20">
      <h1 className="display text-6xl uppercase">{words.title}</h1>
      {isPending && <p role="status">{words.confirming}</p>}
      {isSuccess && <p role="status" className="text-lg">{words.done}</p>}
      {error && <ProblemNotice error={error} />}
      {!isSuccess && !isPending && (
        <>
          <p className="text-lg text-muted">{hasAccount ? words.advice : words.guestAdvice}</p>
          {mail.isSuccess && <p role="status">{words.sent}</p>}
          {mail.error && <ProblemNotice error={mail.error} />}
        </>
      )}
      <div className="flex flex-wrap gap-3">
        {!isSuccess && hasAccount && <Button busy={mail.isPending} onClick={() => mail.mutate(undefined)}>{words.send}</Button>}
        {!isSuccess && !hasAccount && <LinkButton to="/sign-in?to=/confirm">{app.signIn}</LinkButton>}
        <LinkButton look="outline" to="/">{app.toDrops}</LinkButton>
      </div>
    </div>
  );
}
