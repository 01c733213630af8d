import { clsx } from 'clsx';
import { useId, type ComponentProps, type ReactNode } from 'react';

export const inputClass = 'min-h-11 w-full rounded-sm border border-edge bg-surface px-3 py-2 aria-invalid:border-refused aria-invalid:border-2';

interface Common {
  label: string;
  advice?: ReactNode;
  error?: string | null | undefined;
}

/** Ties advice and error to the input for screen readers. */
function useField({ advice, error }: Pick<Common, 'advice' | 'error'>) {
  const id = useId();
  const described = [advice !== undefined && `${id}-advice`, error && `${id}-error`].filter(Boolean).join(' ');
  return { id, aria: { 'aria-invalid': error ? true : undefined, 'aria-describedby': described || undefined } as const };
}

function Frame({ id, label, advice, error, className, children }: Common & { id: string; className?: string | undefined; children: ReactNode }) {
  return (
    <div className={clsx('grid content-start gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-semibold">{label}</label>
      {children}
      {advice !== undefined && <p id={`${id}-advice`} className="label font-normal">{advice}</p>}
      {error && <p id={`${id}-error`} className="text-sm font-medium text-refused">{error}</p>}
    </div>
  );
}

export function TextField({ label, advice, error, className, ...rest }: Common & ComponentProps<'input'>) {
  const { id, aria } = useField({ advice, error });
  return (
    <Frame {...{ id, label, advice, error, className }}>
      <input id={id} {...aria} className={inputClass} {...rest} />
    </Frame>
  );
}

export function TextArea({ label, advice, error, className, ...rest }: Common & ComponentProps<'textarea'>) {
  const { id, aria } = useField({ advice, error });
  return (
    <Frame {...{ id, label, advice, error, className }}>
      <textarea id={id} {...aria} className={clsx(inputClass, 'min-h-28')} {...rest} />
    </Frame>
  );
}

export function SelectField({ label, advice, error, className, ...rest }: Common & ComponentProps<'select'>) {
  const { id, aria } = useField({ advice, error });
  return (
    <Frame {...{ id, label, advice, error, className }}>
      <select id={id} {...aria} className={inputClass} {...rest} />
    </Frame>
  );
}
