import { Suspense, type ReactNode } from 'react';
import { HoldBar } from '@/features/reservations/HoldBar';
import { isUnanswered, useHolds } from '@/features/reservations/holds';
import { useTexts } from '@/lib/i18n';
import { Frame } from './Frame';
import { Header } from './Header';
import { Loading } from './Loading';
import { useTitleNews } from './page';
import { LanguageSwitch } from './Preferences';

/** The frame of the shop's pages. */
export function Shell({ children }: { children: ReactNode }) {
  const { hold } = useTexts();
  useTitleNews(useHolds().some(isUnanswered) ? hold.yourTurn : null);
  return (
    <Frame header={<Header />} bar={<HoldBar />} footer={<Footer />}>
      <Suspense fallback={<Loading />}>{children}</Suspense>
    </Frame>
  );
}

function Footer() {
  const { app } = useTexts();
  return (
    <footer className="no-print mt-24 border-t border-line">
      <div className="page flex flex-wrap items-center justify-between gap-x-8 gap-y-2 py-6">
        <p className="max-w-prose text-sm text-muted">{app.tagline}</p>
        <LanguageSwitch />
      </div>
    </footer>
  );
}
