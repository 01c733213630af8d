import { Activity, ArrowUpRight, LogOut } from 'lucide-react';
import { useRef } from 'react';
import { Link, NavLink, Outlet, Route, Routes } from 'react-router';
import { useSignOut } from '@/features/accounts/queries';
import { forgetDrafts } from '@/features/operations/storedDraft';
import { useTexts } from '@/lib/i18n';
import { isOperator, useMe } from '@/lib/session';
import { LinkButton } from '@/lib/ui/Button';
import { EmptyPage, FailedPage, ProblemNotice } from '@/lib/ui/Notice';
import { cx } from '@/lib/ui/cx';
import { ConnectionBanner } from '../ConnectionBanner';
import { Wordmark } from '../Header';
import { LanguageSwitch } from '../LanguageSwitch';
import { Loading } from '../Loading';
import { ThemeToggle } from '../Theme';
import { useFreshPage } from '../useFreshPage';
import { usePageTitle } from '../usePageTitle';
import { BoardPage } from './BoardPage';
import { DropsPage } from './DropsPage';
import { EditDropPage, NewDropPage } from './FormPages';
import { HealthPage } from './HealthPage';
import { ReportPage } from './ReportPage';

/** The operator's part: a chunk of its own, which no customer loads. */
export default function OperatePages() {
  return (
    <Routes>
      <Route element={<Gate />}>
        <Route index element={<DropsPage />} />
        <Route path="new" element={<NewDropPage />} />
        <Route path="drops/:dropId" element={<BoardPage />} />
        <Route path="drops/:dropId/edit" element={<EditDropPage />} />
        <Route path="drops/:dropId/report" element={<ReportPage />} />
        <Route path="health" element={<HealthPage />} />
        <Route path="*" element={<Nowhere />} />
      </Route>
    </Routes>
  );
}

const item = ({ isActive }: { isActive: boolean }) =>
  cx('inline-flex min-h-11 items-center gap-2 rounded-sm px-2 text-sm font-semibold hover:bg-sunken sm:px-3', isActive && 'underline decoration-2 underline-offset-8');

/** Only shows the way: what an operator may do is decided by the server, on every call. */
function Gate() {
  const { app, operate } = useTexts();
  const me = useMe();
  const main = useRef<HTMLElement>(null);
  useFreshPage(main);
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3">{app.skip}</a>
      <div className="no-print sticky top-0 z-20">
        <header className="border-b border-line bg-paper">
          <div className="page flex min-h-14 flex-wrap items-center justify-between gap-x-6">
            <Link to="/operate" className="inline-flex min-h-11 items-center gap-2.5"><Wordmark /><span className="display text-[1.75rem] text-muted uppercase">{app.operate}</span></Link>
            <nav className="-mx-2 flex flex-wrap items-center">
              {isOperator(me.data) && <NavLink to="/operate" end className={item}>{operate.title}</NavLink>}
              {isOperator(me.data) && <NavLink to="/operate/health" className={item}><Activity className="hidden size-4 sm:block" aria-hidden />{operate.health}</NavLink>}
              <Link to="/" className={item({ isActive: false })}>{operate.storefront}<ArrowUpRight className="size-4" aria-hidden /></Link>
              <ThemeToggle />
              {me.data && <SignOut name={me.data.displayName} />}
            </nav>
          </div>
        </header>
        <ConnectionBanner />
      </div>
      <main id="main" ref={main} tabIndex={-1} className="grow pb-20 outline-none">
        {isOperator(me.data) ? <Outlet /> : me.isPending ? <Loading /> : me.error ? <FailedPage error={me.error} onRetry={() => void me.refetch()} /> : (
          <NoEntry />
        )}
      </main>
      <footer className="no-print border-t border-line"><div className="page flex justify-end py-4"><LanguageSwitch /></div></footer>
    </div>
  );
}

function NoEntry() {
  const { app, operate } = useTexts();
  usePageTitle(operate.notOperator);
  return (
    <EmptyPage title={operate.notOperator} advice={operate.notOperatorAdvice}>
      <LinkButton to="/sign-in?to=/operate">{app.signIn}</LinkButton>
    </EmptyPage>
  );
}

/** Who is at work here, and the way out. What was being prepared does not stay in the browser for the next one. */
function SignOut({ name }: { name: string }) {
  const { app } = useTexts();
  const signOut = useSignOut();
  return (
    <>
    <button
      type="button"
      aria-label={`${app.signOut}: ${name}`}
      aria-busy={signOut.isPending || undefined}
      className={item({ isActive: false })}
      onClick={() => {
        // Not in a callback of the press: by then this button may be gone.
        if (!signOut.isPending) void signOut.mutateAsync(undefined).then(forgetDrafts, () => undefined);
      }}
    >
      <LogOut className="size-4" aria-hidden /><span className="hidden max-w-40 truncate sm:inline">{name}</span>
    </button>
    {signOut.error && <ProblemNotice error={signOut.error} className="basis-full" />}
    </>
  );
}

function Nowhere() {
  const { app } = useTexts();
  usePageTitle(app.notFoundTitle);
  return <EmptyPage title={app.notFoundTitle} advice={app.notFoundAdvice}><LinkButton to="/operate">{app.operate}</LinkButton></EmptyPage>;
}
