import { useTexts } from '@/lib/i18n';
import { Button, type Look } from '@/lib/ui/Button';
import { Dialog } from '@/lib/ui/Dialog';
import { ProblemNotice } from '@/lib/ui/Notice';

interface Props {
  title: string;
  advice: string;
  action: string;
  look?: Look;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

export function Confirm({ title, advice, action, look = 'solid', busy, error, onConfirm, onClose }: Props) {
  const { app } = useTexts();
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="text-muted">{advice}</p>
      {error !== null && <ProblemNotice error={error} className="mt-4" />}
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button look="outline" onClick={onClose}>{app.cancel}</Button>
        <Button look={look} busy={busy} onClick={onConfirm}>{action}</Button>
      </div>
    </Dialog>
  );
}
