import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { SpeechProvider, type Language } from '@/lib/i18n';
import type { Texts } from '@/lib/i18n/en';
import type { LiveConnection } from '@/lib/live/connection';
import { LiveContext } from '@/lib/live/useLive';
import { BrowserRouter } from '@/lib/router';
import { DropPage } from './DropPage';
import { ErrorBoundary } from './ErrorBoundary';
import { HomePage } from './HomePage';
import { Loading } from './Loading';
import { NotFoundPage } from './NotFoundPage';
import { Shell } from './Shell';

// The home page and a drop's page come with the entry, every other page when it is opened.
const SignInPage = lazy(() => import('./SignInPage'));
const ForgotPasswordPage = lazy(() => import('./ForgotPasswordPage'));
const ResetPasswordPage = lazy(() => import('./ResetPasswordPage'));
const NotifyPage = lazy(() => import('./NotifyPages').then((pages) => ({ default: pages.NotifyPage })));
const UnsubscribePage = lazy(() => import('./NotifyPages').then((pages) => ({ default: pages.UnsubscribePage })));
const ConfirmPage = lazy(() => import('./ConfirmPage'));
const InvitationPage = lazy(() => import('./InvitationPage'));
const ReceiptPage = lazy(() => import('./ReceiptPage'));
const LegalPage = lazy(() => import('./LegalPage'));
const VerifyPage = lazy(() => import('./VerifyPage'));
const RegisterPage = lazy(() => import('./RegisterPage'));
const MinePage = lazy(() => import('./MinePage'));
const OperatePages = lazy(() => import('./operate/OperatePages'));

interface Props {
  client: QueryClient;
  live: LiveConnection;
  speech: { language: Language; texts: Texts };
}

export function App({ client, live, speech }: Props) {
  return (
    <SpeechProvider initial={speech}>
      <ErrorBoundary>
        <QueryClientProvider client={client}>
          <LiveContext value={live}>
            <BrowserRouter>
              <Suspense fallback={<Loading />}>
                <Switch>
                  <Route path="/operate/*?"><OperatePages /></Route>
                  <Route>
                    <Shell>
                      <Switch>
                        <Route path="/"><HomePage /></Route>
                        <Route path="/drops/:dropId"><DropPage /></Route>
                        <Route path="/sign-in"><SignInPage /></Route>
                        <Route path="/forgot-password"><ForgotPasswordPage /></Route>
                        <Route path="/reset-password"><ResetPasswordPage /></Route>
                        <Route path="/notify"><NotifyPage /></Route>
                        <Route path="/unsubscribe"><UnsubscribePage /></Route>
                        <Route path="/confirm"><ConfirmPage /></Route>
                        <Route path="/invitation"><InvitationPage /></Route>
                        <Route path="/receipts/:purchaseId"><ReceiptPage /></Route>
                        <Route path="/mine"><MinePage /></Route>
                        <Route path="/legal/:page"><LegalPage /></Route>
                        <Route path="/verify"><VerifyPage /></Route>
                        <Route path="/register"><RegisterPage /></Route>
                        <Route><NotFoundPage /></Route>
                      </Switch>
                    </Shell>
                  </Route>
                </Switch>
              </Suspense>
            </BrowserRouter>
          </LiveContext>
        </QueryClientProvider>
      </ErrorBoundary>
    </SpeechProvider>
  );
}
