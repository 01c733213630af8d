import { Suspense, type ReactNode } from 'react';
import { Link } from 'wouter';
import { HoldBar } from '@/features/reservations/HoldBar';
import { isUnanswered, useHolds } from '@/features/reservations/holds';
import { useSpeech, useTexts } from '@/lib/i18n';
import { localText, useShop } from '@/lib/shop';
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
  const { texts: { app, legal }, language } = useSpeech();
  const shop = useShop();
  return (
    <footer className="no-print mt-24 border-t border-line">
      <div className="page grid gap-x-12 gap-y-6 py-8 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-end">
        <div className="grid gap-4 text-sm">
          <p className="max-w-prose text-muted">{localText(shop.tagLine, language) ?? app.tagline}</p>
          {(shop.address.length > 0 || shop.supportEmail !== null) && (
            <address className="text-muted not-italic wrap-anywhere">
              {shop.address.map((line, index) => <span key={index} className="block">{line}</span>)}
              {shop.supportEmail !== null && <a href={`mailto:${shop.supportEmail}`} className="inline-flex min-h-11 items-center text-ink underline underline-offset-4">{shop.supportEmail}</a>}
            </address>
          )}
          {shop.legalPages.length > 0 && (
            <nav aria-label={legal.title} className="-my-2 flex flex-wrap gap-x-5">
              {shop.legalPages.map((page) => <Link key={page} to={`/legal/${page}`} className="inline-flex min-h-11 items-center underline underline-offset-4">{legal[page]}</Link>)}
            </nav>
          )}
        </div>
        <div className="grid gap-1 sm:justify-items-end">
          <LanguageSwitch />
          <p className="text-xs text-muted">{app.runsOn} Stampede</p>
        </div>
      </div>
    </footer>
  );
}
