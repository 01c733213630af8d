import { useEffect } from 'react';
import { api } from './client';
import type { Page } from './types';

export interface Paged {
  pageParam: string | null;
  signal?: AbortSignal;
}

/** @param path With its query, but for cursor and limit. */
export const fetchPage = <T>(path: string, limit: number, { pageParam, signal }: Paged): Promise<Page<T>> =>
  api.get<Page<T>>(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`, signal);

/** For lists that are of use as a whole only. Their length is bounded by what one person can hold. */
export async function fetchAll<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await fetchPage<T>(path, 100, { pageParam: cursor, ...(signal ? { signal } : {}) });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}

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
