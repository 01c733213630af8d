import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { asProblem } from '@/lib/api/problem';
import type { Drop } from '@/lib/api/types';
import { useDrop } from '@/lib/drops/queries';
import { useTexts } from '@/lib/i18n';
import { EmptyPage, FailedPage } from '@/lib/ui/Notice';
import { usePageTitle } from './page';

interface Props {
  /** Shown until the drop has been fetched. */
  waiting: ReactNode;
  /** Leads on from a drop that does not exist. */
  wayOn: ReactNode;
  children: (drop: Drop) => ReactNode;
}

/** The drop that the address names, or the reason why it cannot be shown. */
export function WithDrop({ waiting, wayOn, children }: Props) {
  const { dropId = '' } = useParams();
  const { data: drop, error, refetch } = useDrop(dropId);
  if (drop) return children(drop);
  return error ? <NoDrop error={error} wayOn={wayOn} onRetry={() => void refetch()} /> : waiting;
}

function NoDrop({ error, wayOn, onRetry }: { error: unknown; wayOn: ReactNode; onRetry: () => void }) {
  const { problems } = useTexts();
  const { code, status } = asProblem(error);
  const { title, advice } = problems[status === 404 ? 'drop_not_found' : code];
  usePageTitle(title);
  return status === 404 ? <EmptyPage title={title} advice={advice}>{wayOn}</EmptyPage> : <FailedPage error={error} onRetry={onRetry} />;
}
