import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { fetchPage } from '../api/pages';
import type { Drop, DropStatus, Page } from '../api/types';
import { dropKeys, keepNewest } from '../live/cache';
import { usePolling } from '../live/useLive';

/** @param idOrSlug Empty: none. */
export function useDrop(idOrSlug: string) {
  const client = useQueryClient();
  const refetchInterval = usePolling();
  return useQuery<Drop>({
    queryKey: dropKeys.one(idOrSlug),
    queryFn: ({ signal }) => api.get<Drop>(`/drops/${encodeURIComponent(idOrSlug)}`, signal),
    structuralSharing: keepNewest,
    refetchInterval,
    enabled: idOrSlug !== '',
    // A list that the visitor comes from has the drop already.
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
    queryFn: (page) => fetchPage<Drop>(`/drops?status=${status}`, pageSize, page),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    structuralSharing: keepNewest,
    refetchInterval,
  });
}
