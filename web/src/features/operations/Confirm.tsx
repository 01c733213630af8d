import type { ReactNode } from 'react';
import { useTexts } from '@/lib/i18n';
import { Button, type Look } from '@/lib/ui/Button';
import { Dialog } from '@/lib/ui/Dialog';
import { OperatorProblem } from './OperatorProblem';
import { useConsoleTexts } from './words';

interface Props {
  title: string;
  action: string;
  look?: Look;
  busy: boolean;
  /** There is no answer yet, and the request repeats by itself. */
  retrying?: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
  /** What the action does, and to whom. */
  children: ReactNode;
}

export function Confirm({ title, action, look = 'solid', busy, retrying = false, error, onConfirm, onClose, children }: Props) {
  const { retrying: words } = useConsoleTexts();
  const { app } = useTexts();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="grid gap-4">
        {children}
        {error !== null && <OperatorProblem error={error} />}
        {retrying && <p role="status" className="font-medium">{words}</p>}
      </div>
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        {/* A request that was sent can't be cancelled, so the button only closes. */}
        <Button look="outline" onClick={onClose}>{busy ? app.close : app.cancel}</Button>
        <Button look={look} busy={busy} onClick={onConfirm}>{action}</Button>
      </div>
    </Dialog>
  );
}
