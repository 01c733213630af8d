import { useEffect } from 'react';

/** More than any page can show at once; what lies beyond is asked for by a press. */
const PAGES_MAX = 10;

interface ByPages {
  data: { pages: readonly unknown[] } | undefined;
  hasNextPage: boolean;
  isFetching: boolean;
  isError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** For lists of which all is needed: the next page is fetched as soon as one has come. */
export function useEveryPage({ data, hasNextPage, isFetching, isError, fetchNextPage }: ByPages): void {
  const isWanted = hasNextPage && !isFetching && !isError && (data?.pages.length ?? 0) < PAGES_MAX;
  useEffect(() => {
    if (isWanted) void fetchNextPage();
  }, [isWanted, fetchNextPage]);
}
