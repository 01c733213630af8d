import { createContext, startTransition, use, useEffect, useState, type ComponentProps, type ReactNode } from 'react';
import { Link, Router, useLocation } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import { base } from './base';

interface Place {
  path: string;
  search: string;
  /** The visitor came by the browser's back or forward button. */
  isReturn: boolean;
}

const here = (event?: Event): Place => ({ path: location.pathname, search: location.search, isReturn: event?.type === 'popstate' });

const PlaceContext = createContext<Place>({ path: '/', search: '', isReturn: false });

export const useIsReturn = (): boolean => use(PlaceContext).isReturn;

/** A link to the page that is shown already adds nothing to the browser's history. */
const go: typeof navigate = (to, options) => navigate(to, { ...options, replace: options?.replace ?? to === location.pathname + location.search });

const useHere = () => [use(PlaceContext).path, go] as [string, typeof navigate];

const useSearchHere = () => use(PlaceContext).search;

/** wouter announces its own changes of the address by the last two. */
const ADDRESS_EVENTS = ['popstate', 'pushState', 'replaceState'];

/** Changes pages as transitions: while the code of the next page is fetched, the page before it stays. */
export function BrowserRouter({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const follow = (event?: Event) => startTransition(() => setPlace(here(event)));
    ADDRESS_EVENTS.forEach((name) => addEventListener(name, follow));
    // A page may have led on before this effect ran.
    follow();
    return () => ADDRESS_EVENTS.forEach((name) => removeEventListener(name, follow));
  }, []);
  return <PlaceContext value={place}><Router base={base} hook={useHere} searchHook={useSearchHere}>{children}</Router></PlaceContext>;
}

interface NavLinkProps extends Omit<ComponentProps<'a'>, 'href' | 'className'> {
  to: string;
  /** Only this page itself is marked, not the pages below it. */
  exact?: boolean;
  className: (isActive: boolean) => string;
}

/** Marks the page that is shown, for eyes and for screen readers. */
export function NavLink({ to, exact = false, className, ...rest }: NavLinkProps) {
  const [path] = useLocation();
  const [target = to] = to.split('?');
  const isActive = path === target || (!exact && path.startsWith(`${target}/`));
  return <Link to={to} aria-current={isActive ? 'page' : undefined} className={className(isActive)} {...rest} />;
}
