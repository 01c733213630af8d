import { X } from 'lucide-react';
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useTexts } from '../i18n';
import { IconButton } from './Button';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. It is open while it is mounted. */
export function Dialog({ title, onClose, children }: Props) {
  const { app } = useTexts();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // A layout effect closes it while it is still in the page: only then does it give the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // The browser would focus the first control, which closes the dialog.
    dialog?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-sm bg-surface p-6 shadow-2xl backdrop:bg-black/55"
    >
      <div className="mb-4 flex items-start justify-between gap-4">
        <h2 id={titleId} className="display pt-1 text-4xl">{title}</h2>
        <IconButton label={app.close} onClick={onClose} className="-mt-1 -mr-2"><X className="size-5" aria-hidden /></IconButton>
      </div>
      {children}
    </dialog>
  );
}
