import type { ReactNode } from 'react';
import { useTexts } from '../i18n';
import { Button, type Look } from './Button';
import { Dialog } from './Dialog';
import { ProblemNotice } from './Notice';

interface Props {
  title: string;
  action: string;
  look?: Look;
  request: { isPending: boolean; error: Error | null };
  onConfirm: () => void;
  onClose: () => void;
  /** What the action does, and to whom. */
  children: ReactNode;
}

/** Asks once more before something is done. */
export function Question({ title, action, look = 'solid', request, onConfirm, onClose, children }: Props) {
  const { app } = useTexts();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="grid gap-4">
        {children}
        {request.error && <ProblemNotice error={request.error} />}
      </div>
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button look="outline" onClick={onClose}>{app.cancel}</Button>
        <Button look={look} busy={request.isPending} onClick={onConfirm}>{action}</Button>
      </div>
    </Dialog>
  );
}
