import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { api } from '../api/client';
import { fetchPage } from '../api/pages';
import type { Drop, DropStatus, Page } from '../api/types';
import { dropKeys, keepNewest } from './cache';
import { usePolling } from '../live/useLive';

/** @param idOrSlug An empty one fetches nothing. */
export function useDrop(idOrSlug: string) {
  const client = useQueryClient();
  const refetchInterval = usePolling();
  return useQuery<Drop>({
    queryKey: dropKeys.one(idOrSlug),
    queryFn: ({ signal }) => api.get<Drop>(`/drops/${encodeURIComponent(idOrSlug)}`, signal),
    structuralSharing: keepNewest,
    refetchInterval,
    enabled: idOrSlug !== '',
    // The list that the visitor comes from already has the drop.
    placeholderData: () => {
      const pages = client.getQueriesData<{ pages: Page<Drop>[] }>({ queryKey: dropKeys.lists });
      return pages.flatMap(([, data]) => data?.pages.flatMap(({ items }) => items) ?? []).find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
    },
  });
}

export function useDrops(status: DropStatus, pageSize = 100) {
  const refetchInterval = usePolling();
  return useInfiniteQuery({
    queryKey: dropKeys.list(status),
    // Of those to come the first to open is on the first page, as in the data that the home page begins with.
    queryFn: (page) => fetchPage<Drop>(`/drops?status=${status}${status === 'upcoming' ? '&sort=startsAt' : ''}`, pageSize, page),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    structuralSharing: keepNewest,
    refetchInterval,
  });
}

/** @param search As the API's list takes it: query, status, archived, sort. An empty one fetches nothing. */
export function useFoundDrops(search: string) {
  return useInfiniteQuery({
    queryKey: dropKeys.found(search),
    queryFn: (page) => fetchPage<Drop>(`/drops?${search}`, 100, page),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    structuralSharing: keepNewest,
    placeholderData: (before) => before,
    enabled: search !== '',
  });
}

/** Each drop of these lists once, in its newest copy: a drop moves between lists, and a list may not know yet that it lost one. */
export function newestOf(lists: readonly (InfiniteData<Page<Drop>> | undefined)[]): Drop[] {
  const byId = new Map<string, Drop>();
  for (const drop of lists.flatMap((list) => list?.pages.flatMap(({ items }) => items) ?? [])) {
    const known = byId.get(drop.id);
    if (!known || known.version < drop.version) byId.set(drop.id, drop);
  }
  return [...byId.values()];
}
