import { useRef, type ReactNode } from 'react';
import { useTexts } from '@/lib/i18n';
import { ConnectionBanner } from './ConnectionBanner';
import { useFreshPage, useShopInTitle } from './page';

interface Props {
  header: ReactNode;
  /** Sticks to the top, below the header. */
  bar?: ReactNode;
  footer: ReactNode;
  mainClassName?: string;
  children: ReactNode;
}

/** What every page stands in, of the shop and of the console. */
export function Frame({ header, bar, footer, mainClassName = '', children }: Props) {
  const { app } = useTexts();
  const main = useRef<HTMLElement>(null);
  useFreshPage(main);
  useShopInTitle();
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3">{app.skip}</a>
      <div className="no-print sticky top-0 z-20">
        {header}
        <ConnectionBanner />
        {bar}
      </div>
      <main id="main" ref={main} tabIndex={-1} className={`grow outline-none ${mainClassName}`}>{children}</main>
      {footer}
    </div>
  );
}
