import { clsx } from 'clsx';
import type { ComponentProps } from 'react';
import { useConsoleTexts } from './words';

/** Scrolls sideways on a narrow screen, by keyboard too. */
export function Table({ label, className, children }: { label: string; className?: string; children: ComponentProps<'table'>['children'] }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div role="region" aria-label={label} tabIndex={0} className={clsx('relative overflow-auto', className)}>
      <table className="w-full border-collapse text-left">{children}</table>
    </div>
  );
}

export const Th = ({ className, ...rest }: ComponentProps<'th'>) => <th scope="col" className={clsx('label sticky top-0 border-b border-line bg-paper py-2 pr-4 font-medium whitespace-nowrap', className)} {...rest} />;

export const Td = ({ className, ...rest }: ComponentProps<'td'>) => <td className={clsx('border-b border-line py-2 pr-4 align-middle', className)} {...rest} />;

/** Marks the name of an operator: a customer may have any name, also that of an operator. */
export function OperatorMark() {
  const { operatorMark } = useConsoleTexts();
  return <span className="ml-2 rounded-sm border border-edge px-1.5 py-0.5 text-xs font-semibold text-muted">{operatorMark}</span>;
}
