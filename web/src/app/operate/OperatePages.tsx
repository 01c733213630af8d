import { clsx } from 'clsx';
import { Activity, ArrowUpRight, LogOut, ShieldCheck } from 'lucide-react';
import { lazy, type ReactNode } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { useSignOut } from '@/features/accounts/queries';
import { usePeopleTexts } from '@/features/people/words';
import { forgetDrafts } from '@/features/operations/storedDraft';
import { Warnings } from '@/features/operations/Warnings';
import { useConsoleTexts } from '@/features/operations/words';
import type { Drop, Me, ShopRole } from '@/lib/api/types';
import { useTexts } from '@/lib/i18n';
import { NavLink } from '@/lib/router';
import { isOfShop, may, useMe } from '@/lib/session';
import { useShop } from '@/lib/shop';
import { LinkButton } from '@/lib/ui/Button';
import { EmptyPage, FailedPage, ProblemNotice } from '@/lib/ui/Notice';
import { Frame } from '../Frame';
import { Wordmark } from '../Header';
import { Loading } from '../Loading';
import { usePageTitle } from '../page';
import { LanguageSwitch, ThemeToggle } from '../Preferences';
import { WithDrop } from '../WithDrop';
import { BoardPage } from './BoardPage';
import { DropsPage } from './DropsPage';
import { EditDropPage, NewDropPage } from './FormPages';
import { HealthPage } from './HealthPage';
import { ImportPage } from './ImportPage';
import { OrderPage } from './OrderPage';
import { OrdersPage } from './OrdersPage';
import { PaymentPage } from './PaymentPage';
import { PaymentsPage } from './PaymentsPage';
import { HistoryPage, PeoplePage, SecurityPage } from './PeoplePages';
import { PrintPage } from './PrintPage';
import { ReportPage } from './ReportPage';
import { ShopPage } from './ShopPage';
import { Shortcuts } from './Shortcuts';

// Seldom opened, and for few.
const KeysPage = lazy(() => import('./ProgramPages').then((pages) => ({ default: pages.KeysPage })));
const WebhooksPage = lazy(() => import('./ProgramPages').then((pages) => ({ default: pages.WebhooksPage })));
const WebhookPage = lazy(() => import('./ProgramPages').then((pages) => ({ default: pages.WebhookPage })));

/** The operator's console. It is a chunk of its own, so that customers don't load it. */
export default function OperatePages() {
  return (
    <Gate>
      <Switch>
        <Route path="/operate"><DropsPage /></Route>
        <Route path="/operate/import"><For atLeast="operator"><ImportPage /></For></Route>
        <Route path="/operate/new"><For atLeast="operator"><NewDropPage /></For></Route>
        <Route path="/operate/drops/:dropId"><OfDrop>{(drop) => <BoardPage key={drop.id} drop={drop} />}</OfDrop></Route>
        <Route path="/operate/drops/:dropId/edit"><For atLeast="operator"><OfDrop>{(drop) => <EditDropPage key={drop.id} drop={drop} />}</OfDrop></For></Route>
        <Route path="/operate/drops/:dropId/report"><OfDrop>{(drop) => <ReportPage key={drop.id} drop={drop} />}</OfDrop></Route>
        <Route path="/operate/orders"><OrdersPage /></Route>
        <Route path="/operate/orders/print"><PrintPage /></Route>
        <Route path="/operate/orders/:orderId"><OrderPage /></Route>
        <Route path="/operate/payments"><PaymentsPage /></Route>
        <Route path="/operate/payments/:paymentId"><PaymentPage /></Route>
        <Route path="/operate/shop"><ShopPage /></Route>
        <Route path="/operate/health"><HealthPage /></Route>
        <Route path="/operate/people"><PeoplePage /></Route>
        <Route path="/operate/history"><HistoryPage /></Route>
        <Route path="/operate/keys"><For atLeast="owner"><KeysPage /></For></Route>
        <Route path="/operate/webhooks"><For atLeast="operator"><WebhooksPage /></For></Route>
        <Route path="/operate/webhooks/:webhookId"><For atLeast="operator"><WebhookPage /></For></Route>
        <Route path="/operate/security"><SecurityPage /></Route>
        <Route><Nowhere /></Route>
      </Switch>
    </Gate>
  );
}

function OfDrop({ children }: { children: (drop: Drop) => ReactNode }) {
  const { title } = useConsoleTexts();
  return <WithDrop waiting={<Loading />} wayOn={<LinkButton to="/operate">{title}</LinkButton>}>{children}</WithDrop>;
}

/** A page that somebody's role may not use leads back to those that it may. */
function For({ atLeast, children }: { atLeast: ShopRole; children: ReactNode }) {
  const { notYours, notYoursAdvice, title } = useConsoleTexts();
  const { data: me } = useMe();
  return may(me, atLeast) ? children : <EmptyPage title={notYours} advice={notYoursAdvice}><LinkButton to="/operate">{title}</LinkButton></EmptyPage>;
}

/** Only for orientation: the server decides on every call what somebody may do. Who lacks a second factor can only set one up. */
function Gate({ children }: { children: ReactNode }) {
  const me = useMe();
  return (
    <Frame header={<ConsoleHeader />} mainClassName="pb-20" footer={<footer className="no-print border-t border-line"><div className="page flex justify-end py-4"><LanguageSwitch /></div></footer>}>
      {me.data && may(me.data, 'viewer') && <Warnings key={me.data.id} person={me.data.id} />}
      {isOfShop(me.data) && <Shortcuts />}
      {me.data?.lacksSecondFactor ? <SecurityPage /> : isOfShop(me.data) ? children : me.isPending ? <Loading /> : me.error ? <FailedPage error={me.error} onRetry={() => void me.refetch()} /> : <NoEntry />}
    </Frame>
  );
}

const item = (isActive: boolean) =>
  clsx('inline-flex min-h-11 items-center gap-2 rounded-sm px-1.5 text-sm font-semibold hover:bg-sunken sm:px-3', isActive && 'underline decoration-2 underline-offset-8');

function ConsoleHeader() {
  const words = useConsoleTexts();
  const people = usePeopleTexts();
  const { app } = useTexts();
  const { data: me } = useMe();
  return (
    <header className="border-b border-line bg-paper">
      <div className="page flex min-h-14 flex-wrap items-center justify-between gap-x-6">
        <Link to="/operate" className="inline-flex min-h-11 items-center gap-2.5"><Wordmark shop={useShop()} /><span className="display text-[1.75rem] text-muted uppercase">{app.operate}</span></Link>
        {/* On a phone one row that is moved sideways: four rows would be a fifth of the screen. */}
        <nav className="relative -mx-2 flex max-w-[calc(100%+1rem)] items-center whitespace-nowrap max-sm:overflow-x-auto sm:flex-wrap">
          {may(me, 'viewer') && (
            <>
              <NavLink to="/operate" exact className={item}>{words.title}</NavLink>
              <NavLink to="/operate/orders" className={item}>{words.orders.title}</NavLink>
              <NavLink to="/operate/payments" className={item}>{words.payments.title}</NavLink>
              <NavLink to="/operate/shop" className={item}>{words.shop.title}</NavLink>
              <NavLink to="/operate/people" className={item}>{people.title}</NavLink>
              <NavLink to="/operate/history" className={item}>{people.history.title}</NavLink>
              {may(me, 'operator') && <Programs isOwner={may(me, 'owner')} />}
              <NavLink to="/operate/health" className={item}><Activity className="hidden size-4 sm:block" aria-hidden />{words.health}</NavLink>
            </>
          )}
          <Link to="/" className={item(false)}>{words.storefront}<ArrowUpRight className="size-4" aria-hidden /></Link>
          <ThemeToggle />
          {me && isOfShop(me) && <Self me={me} />}
          {me && <SignOut name={me.displayName} />}
        </nav>
      </div>
    </header>
  );
}

/** Keys and webhooks: one word of the header leads to both. */
function Programs({ isOwner }: { isOwner: boolean }) {
  const { programs } = useConsoleTexts();
  const [path] = useLocation();
  const isActive = path === '/operate/keys' || path.startsWith('/operate/webhooks');
  return <Link to={isOwner ? '/operate/keys' : '/operate/webhooks'} aria-current={isActive ? 'true' : undefined} className={item(isActive)}>{programs}</Link>;
}

/** Who is signed in, and in which role; leads to what guards their account. */
function Self({ me: { displayName, role } }: { me: Me }) {
  const { security } = useConsoleTexts();
  const { roles } = usePeopleTexts();
  return (
    <NavLink to="/operate/security" className={item}>
      <ShieldCheck className="size-4 shrink-0" aria-hidden />
      <span className="sr-only">{security}:</span>
      <span className="max-w-32 truncate">{displayName}</span>
      {role && <span className="label font-normal">{roles[role]}</span>}
    </NavLink>
  );
}

/** Removes unsent drafts too: the next person at this browser must not see them. */
function SignOut({ name }: { name: string }) {
  const { app } = useTexts();
  const signOut = useSignOut();
  return (
    <>
      <button
        type="button"
        aria-label={`${app.signOut}: ${name}`}
        aria-busy={signOut.isPending || undefined}
        className={item(false)}
        onClick={() => {
          // A callback given to `mutate` would be lost: signing out removes this button.
          if (!signOut.isPending) void signOut.mutateAsync(undefined).then(forgetDrafts, () => undefined);
        }}
      >
        <LogOut className="size-4" aria-hidden /><span className="hidden sm:inline">{app.signOut}</span>
      </button>
      {signOut.error && <ProblemNotice error={signOut.error} className="basis-full" />}
    </>
  );
}

function NoEntry() {
  const words = useConsoleTexts();
  const { app } = useTexts();
  usePageTitle(words.notOperator);
  return (
    <EmptyPage title={words.notOperator} advice={words.notOperatorAdvice}>
      <LinkButton to="/sign-in?to=/operate">{app.signIn}</LinkButton>
    </EmptyPage>
  );
}

function Nowhere() {
  const { app } = useTexts();
  usePageTitle(app.notFoundTitle);
  return <EmptyPage title={app.notFoundTitle} advice={app.notFoundAdvice}><LinkButton to="/operate">{app.operate}</LinkButton></EmptyPage>;
}
