import { Activity, ArrowUpRight } from 'lucide-react';
import { useRef } from 'react';
import { Link, NavLink, Outlet, Route, Routes } from 'react-router';
import { useTexts } from '@/lib/i18n';
import { isOperator, useMe } from '@/lib/session';
import { LinkButton } from '@/lib/ui/Button';
import { EmptyPage, FailedPage } from '@/lib/ui/Notice';
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
  cx('inline-flex min-h-11 items-center gap-2 rounded-sm px-3 text-sm font-semibold hover:bg-sunken', isActive && 'underline decoration-2 underline-offset-8');

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
            <nav className="-mx-3 flex flex-wrap items-center">
              <NavLink to="/operate" end className={item}>{operate.title}</NavLink>
              <NavLink to="/operate/health" className={item}><Activity className="size-4" aria-hidden />{operate.health}</NavLink>
              <Link to="/" className={item({ isActive: false })}>{operate.storefront}<ArrowUpRight className="size-4" aria-hidden /></Link>
              <ThemeToggle />
            </nav>
          </div>
        </header>
        <ConnectionBanner />
      </div>
      <main id="main" ref={main} tabIndex={-1} className="grow pb-20 outline-none">
        {isOperator(me.data) ? <Outlet /> : me.isPending ? <Loading /> : me.error ? <FailedPage error={me.error} onRetry={() => void me.refetch()} /> : (
          <EmptyPage title={operate.notOperator} advice={operate.notOperatorAdvice}>
            <LinkButton to="/sign-in?to=/operate">{app.signIn}</LinkButton>
          </EmptyPage>
        )}
      </main>
      <footer className="no-print border-t border-line"><div className="page flex justify-end py-4"><LanguageSwitch /></div></footer>
    </div>
  );
}

function Nowhere() {
  const { app } = useTexts();
  usePageTitle(app.notFoundTitle);
  return <EmptyPage title={app.notFoundTitle} advice={app.notFoundAdvice}><LinkButton to="/operate">{app.operate}</LinkButton></EmptyPage>;
}
