import { clsx } from 'clsx';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { asProblem } from '../api/problem';
import { useTexts } from '../i18n';
import { Button } from './Button';

/** What went wrong, and what to do. Screen readers hear it at once. */
export function ProblemNotice({ error, className, children }: { error: unknown; className?: string; children?: ReactNode }) {
  const { problems } = useTexts();
  const { title, advice } = problems[asProblem(error).code];
  return (
    <div role="alert" className={clsx('flex gap-3 border-l-4 border-refused bg-surface py-3 pr-4 pl-3', className)}>
      <CircleAlert className="mt-0.5 size-5 shrink-0 text-refused" aria-hidden />
      <div className="min-w-0">
        <p><strong className="font-semibold">{title}</strong> {advice}</p>
        {children}
      </div>
    </div>
  );
}

/** A page with nothing to show. The children lead on. */
export function EmptyPage({ title, advice, children }: { title: string; advice: string; children?: ReactNode }) {
  return (
    <div className="page grid min-h-[60dvh] content-center justify-items-start gap-6 py-20">
      <h1 className="display max-w-4xl text-[clamp(2.5rem,6vw,3.75rem)] wrap-anywhere">{title}</h1>
      <p className="max-w-md text-lg text-muted">{advice}</p>
      {children}
    </div>
  );
}

export function FailedPage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { app, problems } = useTexts();
  const { title, advice } = problems[asProblem(error).code];
  return (
    <EmptyPage title={title} advice={advice}>
      <Button look="outline" onClick={onRetry}>{app.retry}</Button>
    </EmptyPage>
  );
}
