import { useEffect, useRef, type RefObject } from 'react';
import { useLocation } from 'wouter';
import { useIsReturn } from '@/lib/router';

export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Stampede` : 'Stampede';
  }, [title]);
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
