import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { CopyButton } from '@/lib/ui/CopyButton';
import { useIntegrationTexts } from './words';

/** Something that is shown this once. Screen readers hear of it at once. */
export function Secret({ title, secret, children }: { title: string; secret: string; children?: ReactNode }) {
  const words = useIntegrationTexts();
  const ref = useRef<HTMLDivElement>(null);
  // It must not be missed: the form that asked for it is longer than a phone's screen.
  useLayoutEffect(() => {
    // Not as the effect's own value: a newer Chromium answers with a promise, and React would call it.
    ref.current?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  }, []);
  return (
    <div ref={ref} role="status" className="grid max-w-3xl gap-3 border-l-4 border-free bg-surface py-4 pr-4 pl-4">
      <p className="font-semibold wrap-anywhere">{title}</p>
      <p className="text-sm text-muted">{words.once}{children && <> {children}</>}</p>
      <p className="font-mono text-sm wrap-anywhere select-all">{secret}</p>
      <CopyButton text={secret} label={words.copy} done={words.copied} />
    </div>
  );
}
