import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Redirect, useSearchParams } from 'wouter';
import { SignIn, useWayTitle, type Way } from '@/features/accounts/SignIn';
import { useSignOut } from '@/features/accounts/queries';
import { useTexts } from '@/lib/i18n';
import { useMe } from '@/lib/session';
import { Button, LinkButton } from '@/lib/ui/Button';
import { ProblemNotice } from '@/lib/ui/Notice';
import { Loading } from './Loading';
import { usePageTitle } from './page';

const Settings = lazy(() => import('@/features/accounts/Settings'));

export default function SignInPage() {
  const { app } = useTexts();
  const { data: me, isPending } = useMe();
  const [params] = useSearchParams();
  usePageTitle(me ? app.account : app.signIn);
  if (isPending) return <Loading />;
  const to = params.get('to');
  // Only a path of this app: the address must not send anybody to another site.
  if (me && to !== null) return <Redirect to={/^\/(?![/\\])/.test(to) ? to : '/'} replace />;
  return (
    <div className="page grid justify-items-center py-12 sm:py-20">
      <div className="w-full max-w-md">{me ? <SignedIn name={me.displayName} email={me.email ?? null} /> : <SignedOut />}</div>
    </div>
  );
}

function SignedOut() {
  const [way, setWay] = useState<Way>('sign-in');
  return (
    <>
      <h1 className="display mb-6 text-6xl uppercase">{useWayTitle(way)}</h1>
      <SignIn way={way} onWay={setWay} />
    </>
  );
}

function SignedIn({ name, email }: { name: string; email: string | null }) {
  const { app, account } = useTexts();
  const signOut = useSignOut();
  const [isAsking, setAsking] = useState(false);
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsking) stay.current?.focus();
  }, [isAsking]);
  return (
    <>
      <h1 className="display text-6xl wrap-anywhere">{name}</h1>
      <p className="mt-3 text-muted">{email ?? account.guestNote}</p>
      {signOut.error && <ProblemNotice error={signOut.error} className="mt-6" />}
      {isAsking ? (
        <div role="group" aria-label={account.signOutAsk} className="mt-8 grid gap-4">
          <p className="font-medium">{account.signOutAsk}</p>
          <div className="flex flex-wrap gap-3">
            <Button ref={stay} onClick={() => setAsking(false)}>{account.stay}</Button>
            <Button look="outline" busy={signOut.isPending} onClick={() => signOut.mutate(undefined)}>{account.signOutYes}</Button>
          </div>
        </div>
      ) : (
        <div className="mt-8 flex flex-wrap gap-3">
          <LinkButton to="/mine">{app.mine}</LinkButton>
          {/* A guest can't sign in again, so the page asks first. */}
          <Button look="outline" busy={signOut.isPending} onClick={() => (email === null ? setAsking(true) : signOut.mutate(undefined))}>{app.signOut}</Button>
        </div>
      )}
      <div className="mt-12"><Suspense fallback={null}><Settings /></Suspense></div>
    </>
  );
}
