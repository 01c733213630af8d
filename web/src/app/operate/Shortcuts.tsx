import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useConsoleTexts } from '@/features/operations/words';
import { useMay } from '@/lib/session';
import { Dialog } from '@/lib/ui/Dialog';

/** Where a key is a letter of a text, or a control's own. */
const TYPING = 'input, textarea, select, dialog, [contenteditable]';

/** The lines of this page's lists, in their order: each marks what it is focused by. */
const rows = () => [...document.querySelectorAll<HTMLElement>('main [data-row]')];

function focusRow(step: 1 | -1): void {
  const all = rows();
  const at = all.findIndex((row) => row === document.activeElement);
  const next = all[at === -1 ? (step === 1 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function focusSearch(): void {
  const search = document.querySelector<HTMLInputElement>('main input[type=search]');
  search?.closest('details')?.setAttribute('open', '');
  search?.focus();
}

/** The keys of the console, on each of its pages, and the dialog that lists them. */
export function Shortcuts() {
  const { lists: words } = useConsoleTexts();
  const [, navigate] = useLocation();
  const mayRun = useMay('operator');
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const acts: Partial<Record<string, () => void>> = {
      '/': focusSearch,
      j: () => focusRow(1),
      k: () => focusRow(-1),
      '?': () => setOpen(true),
      ...(mayRun ? { n: () => navigate('/operate/new') } : {}),
    };
    const press = (event: KeyboardEvent) => {
      const act = acts[event.key];
      const isTyping = event.target instanceof HTMLElement && event.target.closest(TYPING) !== null;
      if (!act || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [navigate, mayRun]);
  if (!isOpen) return null;
  return (
    <Dialog title={words.keys} onClose={() => setOpen(false)}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-3">
        {Object.entries(words.keyMeanings).map(([key, meaning]) => (key !== 'n' || mayRun) && (
          <div key={key} className="contents">
            <dt><kbd className="inline-flex min-h-9 min-w-9 items-center justify-center rounded-sm border border-edge px-2 font-semibold">{key}</kbd></dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-sm text-muted">{words.keysAdvice}</p>
    </Dialog>
  );
}
