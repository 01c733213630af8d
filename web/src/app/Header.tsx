import { clsx } from 'clsx';
import { LayoutDashboard, Ticket, User } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import type { Shop } from '@/lib/api/types';
import { below, eachBelow } from '@/lib/base';
import { useTexts } from '@/lib/i18n';
import { NavLink } from '@/lib/router';
import { isOfShop, useMe } from '@/lib/session';
import { useShop } from '@/lib/shop';
import { ThemeToggle } from './Preferences';

const item = 'inline-flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-sm px-2.5 text-sm font-semibold hover:bg-sunken';

/** The shop's logo, or its name as large as the header has room for. */
export function Wordmark({ shop: { name, logo } }: { shop: Pick<Shop, 'name' | 'logo'> }) {
  return logo === null
    ? <span className="display line-clamp-1 text-[1.75rem] tracking-[-0.01em] text-accent uppercase wrap-anywhere">{name}</span>
    : (
      <picture className="contents">
        {logo.sources.map(({ type, srcset }) => <source key={type} type={type} srcSet={eachBelow(srcset)} sizes="14rem" className="hidden" />)}
        <img src={below(logo.url)} alt={name} width={logo.width ?? undefined} height={logo.height ?? undefined} className="h-8 w-auto max-w-40 object-contain object-left sm:h-9 sm:max-w-56" />
      </picture>
    );
}

export function Header() {
  const { app } = useTexts();
  const { data: me } = useMe();
  const [pathname] = useLocation();
  const shop = useShop();
  return (
    <header className="border-b border-line bg-paper">
      <div className="page flex min-h-14 items-center justify-between gap-3">
        <Link to="/" aria-label={`${shop.name}, ${app.drops}`} className="inline-flex min-h-11 min-w-0 items-center"><Wordmark shop={shop} /></Link>
        <nav className="flex shrink-0 items-center">
          {isOfShop(me) && <NavLink to="/operate" aria-label={app.operate} className={() => item}><LayoutDashboard className="size-5 sm:size-4" aria-hidden /><span className="hidden sm:inline">{app.operate}</span></NavLink>}
          {me && <NavLink to="/mine" aria-label={app.mine} className={(isActive) => clsx(item, isActive && 'underline decoration-2 underline-offset-8')}><Ticket className="size-5 sm:size-4" aria-hidden /><span className="hidden sm:inline">{app.mine}</span></NavLink>}
          <ThemeToggle />
          <NavLink to={me || pathname === '/sign-in' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(pathname)}`} aria-label={me ? `${app.account}: ${me.displayName}` : app.signIn} className={() => item}>
            <User className="size-5 sm:size-4" aria-hidden /><span className="hidden max-w-40 truncate sm:inline">{me ? me.displayName : app.signIn}</span>
          </NavLink>
        </nav>
      </div>
    </header>
  );
}
