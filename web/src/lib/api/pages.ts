import { useEffect } from 'react';
import { api } from './client';
import type { Page } from './types';

export interface Paged {
  pageParam: string | null;
  signal?: AbortSignal;
}

/** @param path With its query, but without cursor and limit. */
export const fetchPage = <T>(path: string, limit: number, { pageParam, signal }: Paged): Promise<Page<T>> =>
  api.get<Page<T>>(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`, signal);

/** For lists that are only useful as a whole. They are no longer than what one person can hold. */
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

/** More than a page can show. The visitor can ask for the rest. */
const PAGES_MAX = 10;

interface ByPages {
  data: { pages: readonly unknown[] } | undefined;
  hasNextPage: boolean;
  isFetching: boolean;
  isError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** For lists that are needed completely: fetches the next page as soon as the last one has arrived. */
export function useEveryPage({ data, hasNextPage, isFetching, isError, fetchNextPage }: ByPages): void {
  const isWanted = hasNextPage && !isFetching && !isError && (data?.pages.length ?? 0) < PAGES_MAX;
  useEffect(() => {
    if (isWanted) void fetchNextPage();
  }, [isWanted, fetchNextPage]);
}
