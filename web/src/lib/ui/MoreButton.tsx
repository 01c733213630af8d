import { useTexts } from '../i18n';
import { Button } from './Button';

/** What a list by pages knows of its next one. */
export interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Nothing where all is shown. */
export function MoreButton({ of: { hasNextPage, isFetchingNextPage, fetchNextPage }, className }: { of: Pages; className?: string }) {
  const { app } = useTexts();
  if (!hasNextPage) return null;
  return <Button look="outline" {...(className === undefined ? {} : { className })} busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{app.more}</Button>;
}
