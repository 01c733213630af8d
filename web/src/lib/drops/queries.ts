import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import type { Drop, DropStatus, Page } from '../api/types';
import { dropKeys, keepNewest } from '../live/cache';
import { useLiveState } from '../live/useLive';

/** While the live feed is away the page asks, so that what it shows grows no older than this. */
const POLL_WHILE_LOST_MS = 5_000;

function usePolling(): number | false {
  return useLiveState() === 'lost' ? POLL_WHILE_LOST_MS : false;
}

export function useDrop(idOrSlug: string) {
  const client = useQueryClient();
  const refetchInterval = usePolling();
  return useQuery<Drop>({
    queryKey: dropKeys.one(idOrSlug),
    queryFn: ({ signal }) => api.get<Drop>(`/drops/${encodeURIComponent(idOrSlug)}`, signal),
    structuralSharing: keepNewest,
    refetchInterval,
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
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ status, limit: String(pageSize), ...(pageParam === null ? {} : { cursor: pageParam }) });
      return api.get<Page<Drop>>(`/drops?${query.toString()}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    structuralSharing: keepNewest,
    refetchInterval,
  });
}
