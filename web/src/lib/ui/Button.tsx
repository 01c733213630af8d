import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Link } from 'wouter';
import { useTexts } from '../i18n';

export type Look = 'solid' | 'outline' | 'quiet' | 'held' | 'danger';
export type Size = 'normal' | 'large' | 'small';

const looks: Record<Look, string> = {
  solid: 'bg-accent text-inverse hover:opacity-85 disabled:bg-sunken disabled:text-muted disabled:opacity-100',
  outline: 'border border-edge hover:bg-sunken disabled:text-muted disabled:border-line',
  quiet: 'hover:bg-sunken disabled:text-muted',
  held: 'bg-held-fill text-on-held hover:opacity-90 disabled:bg-sunken disabled:text-muted',
  danger: 'bg-refused text-inverse hover:opacity-90 disabled:bg-sunken disabled:text-muted',
};
const sizes: Record<Size, string> = {
  small: 'min-h-9 px-3 text-sm gap-1.5',
  normal: 'min-h-11 px-4 gap-2',
  large: 'min-h-14 px-6 text-lg gap-3',
};

export const buttonClass = (look: Look = 'solid', size: Size = 'normal'): string =>
  clsx('inline-flex items-center justify-center rounded-sm font-semibold transition-[opacity,background-color] select-none disabled:cursor-default', looks[look], sizes[size]);

type ButtonProps = ComponentProps<'button'> & { look?: Look; size?: Size; busy?: boolean };

/** While busy it keeps its focus, and presses do nothing. */
export function Button({ look, size, busy = false, className, children, onClick, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
      className={clsx(buttonClass(look, size), className)}
      {...rest}
    >
      {busy && <LoaderCircle className="size-5 shrink-0 animate-spin" aria-hidden />}
      {children}
    </button>
  );
}

type LinkButtonProps = Omit<ComponentProps<'a'>, 'href'> & { to: string; look?: Look; size?: Size };

export function LinkButton({ look, size, className, ...rest }: LinkButtonProps) {
  return <Link className={clsx(buttonClass(look, size), className)} {...rest} />;
}

/** Has a name for screen readers, and is large enough for a thumb. */
export function IconButton({ label, className, children, ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <button type="button" aria-label={label} title={label} className={clsx('inline-flex size-11 shrink-0 items-center justify-center rounded-sm hover:bg-sunken disabled:text-muted', className)} {...rest}>
      {children}
    </button>
  );
}

/** What a list that comes by pages knows of its next page. */
export interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Nothing if everything is shown. */
export function MoreButton({ of: { hasNextPage, isFetchingNextPage, fetchNextPage }, ...rest }: { of: Pages; size?: Size; className?: string }) {
  const { app } = useTexts();
  return hasNextPage ? <Button look="outline" busy={isFetchingNextPage} onClick={() => void fetchNextPage()} {...rest}>{app.more}</Button> : null;
}
