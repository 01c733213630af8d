import { Suspense, useRef } from 'react';
import { Outlet } from 'react-router';
import { HoldBar } from '@/features/reservations/HoldBar';
import { useTexts } from '@/lib/i18n';
import { ConnectionBanner } from './ConnectionBanner';
import { Footer } from './Footer';
import { Header } from './Header';
import { Loading } from './Loading';
import { useFreshPage } from './useFreshPage';

export function Shell() {
  const { app } = useTexts();
  const main = useRef<HTMLElement>(null);
  useFreshPage(main);
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3">{app.skip}</a>
      <div className="no-print sticky top-0 z-20">
        <Header />
        <ConnectionBanner />
        <HoldBar />
      </div>
      <main id="main" ref={main} tabIndex={-1} className="grow outline-none">
        <Suspense fallback={<Loading />}><Outlet /></Suspense>
      </main>
      <Footer />
    </div>
  );
}
