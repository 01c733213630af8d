import type { ComponentProps } from 'react';
import { cx } from '@/lib/ui/cx';

/** Scrolls sideways by itself where the screen is narrow, by keyboard too. */
export function Table({ label, className, children }: { label: string; className?: string; children: ComponentProps<'table'>['children'] }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div role="region" aria-label={label} tabIndex={0} className={cx('overflow-auto', className)}>
      <table className="w-full border-collapse text-left">{children}</table>
    </div>
  );
}

export const Th = ({ className, ...rest }: ComponentProps<'th'>) => <th scope="col" className={cx('label sticky top-0 border-b border-line bg-paper py-2 pr-4 font-medium whitespace-nowrap', className)} {...rest} />;

export const Td = ({ className, ...rest }: ComponentProps<'td'>) => <td className={cx('border-b border-line py-2 pr-4 align-middle', className)} {...rest} />;
