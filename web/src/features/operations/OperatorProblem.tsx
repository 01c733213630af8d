import { CircleAlert } from 'lucide-react';
import { asProblem } from '@/lib/api/problem';
import { useTexts } from '@/lib/i18n';
import { ProblemNotice } from '@/lib/ui/Notice';
import { useConsoleTexts } from './words';

interface Props {
  error: unknown;
  /** A field near by is marked with what is wrong. */
  hasMarked?: boolean;
  /** Fields that the server did not accept and this form does not have. */
  others?: string[];
}

/** The server's refusal of an operator's request. It speaks of marked fields only if some are marked. */
export function OperatorProblem({ error, hasMarked = false, others = [] }: Props) {
  const { problem: words } = useConsoleTexts();
  const { problems } = useTexts();
  const { code } = asProblem(error);
  if (code !== 'idempotency_key_reused' && code !== 'validation_failed') return <ProblemNotice error={error} />;
  const said = code === 'idempotency_key_reused'
    ? [words.reusedTitle, words.reusedAdvice]
    : [hasMarked ? words.marked : problems.validation_failed.title, others.length > 0 ? words.notAccepted(others.join(', ')) : ''];
  return (
    <div role="alert" className="flex gap-3 border-l-4 border-refused bg-surface py-3 pr-4 pl-3">
      <CircleAlert className="mt-0.5 size-5 shrink-0 text-refused" aria-hidden />
      <p className="min-w-0 wrap-anywhere"><strong className="font-semibold">{said[0]}</strong> {said[1]}</p>
    </div>
  );
}
