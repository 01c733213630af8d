import { Suspense, useEffect, useRef } from 'react';
import { NavigationType, Outlet, useLocation, useNavigationType } from 'react-router';
import { HoldBar } from '@/features/reservations/HoldBar';
import { useTexts } from '@/lib/i18n';
import { ConnectionBanner } from './ConnectionBanner';
import { Footer } from './Footer';
import { Header } from './Header';
import { Loading } from './Loading';

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

/** A new page begins at its top, for eyes and for screen readers; going back finds the place again (the browser sees to that). */
function useFreshPage(main: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation();
  const type = useNavigationType();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    if (type === NavigationType.Pop) return;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname, type, main]);
}
