import { useCallback, useRef, useState, type ReactNode, type SyntheticEvent } from 'react';
import { asProblem } from '@/lib/api/problem';
import { useTexts } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { Dialog } from '@/lib/ui/Dialog';
import { TextField } from '@/lib/ui/Field';
import { ProblemNotice } from '@/lib/ui/Notice';
import { hasPasskeys, NoPasskey } from './passkeys';
import { useReauthentication, type Prove } from './queries';
import { useSecurityTexts } from './words';

/** A little less than the server's ten minutes. */
const GOOD_FOR_MS = 9 * 60_000;

/** Asks who is there before what guards the account changes; once for several changes. */
export function useProof(hasPasskey: boolean): { prove: Prove; dialog: ReactNode } {
  const known = useRef<{ token: string; until: number } | null>(null);
  const [answer, setAnswer] = useState<((token: string | null) => void) | null>(null);
  const prove = useCallback(
    () =>
      known.current !== null && performance.now() < known.current.until
        ? Promise.resolve(known.current.token)
        : new Promise<string | null>((resolve) => setAnswer(() => resolve)),
    [],
  );
  const close = (token: string | null) => {
    if (token !== null) known.current = { token, until: performance.now() + GOOD_FOR_MS };
    setAnswer(null);
    answer?.(token);
  };
  return { prove, dialog: answer && <ProofDialog hasPasskey={hasPasskey && hasPasskeys()} onClose={close} /> };
}

function ProofDialog({ hasPasskey, onClose }: { hasPasskey: boolean; onClose: (token: string | null) => void }) {
  const { proof: words, step } = useSecurityTexts();
  const { app } = useTexts();
  const request = useReauthentication();
  const [password, setPassword] = useState('');
  const [isTried, setTried] = useState(false);
  const isWrong = request.error !== null && asProblem(request.error).code === 'invalid_credentials';
  const send = (proof: string | undefined) => request.mutate(proof, { onSuccess: onClose });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (password !== '' && !request.isPending) send(password);
  };
  return (
    <Dialog title={words.title} onClose={() => onClose(null)}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        <p className="text-muted">{words.advice}</p>
        <TextField
          label={words.password}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={({ target }) => {
            if (request.isError) request.reset();
            setPassword(target.value);
          }}
          error={isTried && password === '' ? words.needed : null}
          required
        />
        {request.error && (request.error instanceof NoPasskey ? <p role="alert" className="font-medium text-refused">{step.passkeyFailed}</p> : <ProblemNotice error={request.error} />)}
        {hasPasskey && !isWrong && <button type="button" className="min-h-11 justify-self-start text-sm font-semibold underline underline-offset-4" onClick={() => send(undefined)}>{words.passkey}</button>}
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="outline" onClick={() => onClose(null)}>{app.cancel}</Button>
          <Button type="submit" busy={request.isPending}>{words.goOn}</Button>
        </div>
      </form>
    </Dialog>
  );
}
