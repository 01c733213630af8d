import { useEffect, useState } from 'react';
import { useConfirmNotify, useUnsubscribe } from '@/features/accounts/queries';
import { useAccountTexts } from '@/features/accounts/words';
import { useTexts } from '@/lib/i18n';
import { Button, LinkButton } from '@/lib/ui/Button';
import { ProblemNotice } from '@/lib/ui/Notice';
import { usePageTitle } from './page';

/** A link in a letter leads here. Its token is behind the #, so that it reaches no server's log. */
export function NotifyPage() {
  const { notify: words } = useAccountTexts();
  const { app } = useTexts();
  const [token] = useState(() => window.location.hash.slice(1));
  const { mutate: confirm, data, isPending, error } = useConfirmNotify();
  usePageTitle(words.confirmTitle);
  useEffect(() => {
    if (token !== '') confirm(token);
  }, [confirm, token]);
  return (
    <div className="page grid max-w-xl content-start justify-items-start gap-6 py-12 sm:py-20">
      <h1 className="display text-6xl uppercase">{words.confirmTitle}</h1>
      {token === '' && <p className="text-lg text-muted">{words.noToken}</p>}
      {isPending && <p role="status">{words.confirming}</p>}
      {data && <p role="status" className="text-lg">{words.confirmed}</p>}
      {error && <ProblemNotice error={error} />}
      {data ? <LinkButton to={`/drops/${data.dropId}`}>{words.toDrop}</LinkButton> : <LinkButton look="outline" to="/">{app.toDrops}</LinkButton>}
    </div>
  );
}

/** One press, and not by itself: programs that look at links must not end what a person asked for. */
export function UnsubscribePage() {
  const { notify: words } = useAccountTexts();
  const { app } = useTexts();
  const [token] = useState(() => window.location.hash.slice(1));
  const stop = useUnsubscribe();
  usePageTitle(words.stopTitle);
  return (
    <div className="page grid max-w-xl content-start justify-items-start gap-6 py-12 sm:py-20">
      <h1 className="display text-6xl uppercase">{words.stopTitle}</h1>
      {stop.isSuccess ? <p role="status" className="text-lg">{words.stopped}</p> : <p className="text-lg text-muted">{token === '' ? words.noToken : words.stopAsk}</p>}
      {stop.error && <ProblemNotice error={stop.error} />}
      <div className="flex flex-wrap gap-3">
        {token !== '' && !stop.isSuccess && <Button busy={stop.isPending} onClick={() => stop.mutate(token)}>{words.stopYes}</Button>}
        <LinkButton look="outline" to="/">{app.toDrops}</LinkButton>
      </div>
    </div>
  );
}
