import { useEffect, useRef, type RefObject } from 'react';
import { useLocation } from 'wouter';
import { useIsReturn } from '@/lib/router';
import { useShop } from '@/lib/shop';

const shown: { title: string | undefined; news: string | null; shop: string } = { title: undefined, news: null, shop: '' };

function show(part: Partial<typeof shown>): void {
  Object.assign(shown, part);
  document.title = [shown.news, shown.title, shown.shop].filter(Boolean).join(' · ');
}

/** At the end of every page's title. */
export function useShopInTitle(): void {
  const { name } = useShop();
  useEffect(() => show({ shop: name }), [name]);
}

export function usePageTitle(title: string | undefined): void {
  useEffect(() => show({ title }), [title]);
}

/** Before the title of whatever page is open: it can be read while another tab is in front. Null: no news. */
export function useTitleNews(news: string | null): void {
  useEffect(() => {
    show({ news });
    return () => show({ news: null });
  }, [news]);
}

/** A new page begins at its top, for eyes and for screen readers. On the way back the browser restores the old place. */
export function useFreshPage(main: RefObject<HTMLElement | null>): void {
  const [pathname] = useLocation();
  const isReturn = useIsReturn();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    if (isReturn) return;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname, isReturn, main]);
}
