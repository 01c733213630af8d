import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { SpeechProvider, useTexts, type Language } from '@/lib/i18n';
import type { Texts } from '@/lib/i18n/en';
import type { LiveConnection } from '@/lib/live/connection';
import { LiveContext } from '@/lib/live/useLive';
import { EmptyPage } from '@/lib/ui/Notice';
import { LinkButton } from '@/lib/ui/Button';
import { ErrorBoundary } from './ErrorBoundary';
import { HomePage } from './HomePage';
import { Loading } from './Loading';
import { Shell } from './Shell';
import { usePageTitle } from './page';

// The first page is with the entry; everything else comes when it is asked for.
const DropPage = lazy(() => import('./DropPage'));
const SignInPage = lazy(() => import('./SignInPage'));
const ConfirmPage = lazy(() => import('./ConfirmPage'));
const ReceiptPage = lazy(() => import('./ReceiptPage'));
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
                <Routes>
                  <Route path="/operate/*" element={<OperatePages />} />
                  <Route element={<Shell />}>
                    <Route index element={<HomePage />} />
                    <Route path="/drops/:dropId" element={<DropPage />} />
                    <Route path="/sign-in" element={<SignInPage />} />
                    <Route path="/confirm" element={<ConfirmPage />} />
                    <Route path="/receipts/:purchaseId" element={<ReceiptPage />} />
                    <Route path="/mine" element={<MinePage />} />
                    <Route path="*" element={<NotFoundPage />} />
                  </Route>
                </Routes>
              </Suspense>
            </BrowserRouter>
          </LiveContext>
        </QueryClientProvider>
      </ErrorBoundary>
    </SpeechProvider>
  );
}

function NotFoundPage() {
  const { app } = useTexts();
  usePageTitle(app.notFoundTitle);
  return (
    <EmptyPage title={app.notFoundTitle} advice={app.notFoundAdvice}>
      <LinkButton to="/">{app.toDrops}</LinkButton>
    </EmptyPage>
  );
}
