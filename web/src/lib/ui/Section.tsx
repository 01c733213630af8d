import { clsx } from 'clsx';
import type { ReactNode } from 'react';

const headings = {
  small: 'mb-3 text-3xl',
  normal: 'mb-4 text-4xl uppercase',
  large: 'mb-6 text-[clamp(2.5rem,5vw,4.5rem)] uppercase wrap-anywhere',
};

interface Props {
  title: string;
  size?: keyof typeof headings;
  className?: string;
  children: ReactNode;
}

/** A part of a page under its own heading. */
export function Section({ title, size = 'normal', className, children }: Props) {
  return (
    <section className={clsx('min-w-0', className)}>
      <h2 className={clsx('display', headings[size])}>{title}</h2>
      {children}
    </section>
  );
}
