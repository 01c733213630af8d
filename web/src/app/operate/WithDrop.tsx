import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { asProblem } from '@/lib/api/problem';
import type { Drop } from '@/lib/api/types';
import { useDrop } from '@/lib/drops/queries';
import { useTexts } from '@/lib/i18n';
import { LinkButton } from '@/lib/ui/Button';
import { EmptyPage, FailedPage } from '@/lib/ui/Notice';
import { Loading } from '../Loading';

/** The drop that the address names, or what to show in its place. */
export function WithDrop({ children }: { children: (drop: Drop) => ReactNode }) {
  const { dropId = '' } = useParams();
  const { problems, operate } = useTexts();
  const { data: drop, error, refetch } = useDrop(dropId);
  if (drop) return children(drop);
  if (error && asProblem(error).status === 404) {
    const { title, advice } = problems.drop_not_found;
    return <EmptyPage title={title} advice={advice}><LinkButton to="/operate">{operate.title}</LinkButton></EmptyPage>;
  }
  return error ? <FailedPage error={error} onRetry={() => void refetch()} /> : <Loading />;
}
