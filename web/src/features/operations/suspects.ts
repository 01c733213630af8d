import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { fetchPage } from '@/lib/api/pages';
import type { Block, BlockInput, ReleasedHolds } from '@/lib/api/types';
import { usePost } from './usePost';

/** Blocks of one drop are under its key: what is done with the drop fetches them again. */
const blocksKey = (dropId: string) => ['operations', dropId, 'blocks'] as const;

/** Those that count in this drop, newest first. */
export const useBlocks = (dropId: string) =>
  useInfiniteQuery({
    queryKey: blocksKey(dropId),
    queryFn: (page) => fetchPage<Block>(`/blocks?drop=${dropId}`, 50, page),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: 30_000,
  });

function useDropNews(dropId: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['operations', dropId] });
}

export function useReleaseHolds(dropId: string) {
  const fetchAgain = useDropNews(dropId);
  return usePost(async (customerIds: string[], key) => {
    const answer = await api.post<ReleasedHolds>(`/drops/${dropId}/holds/release`, { customerIds }, key);
    await fetchAgain();
    return answer;
  });
}

export function useBlock(dropId: string) {
  const fetchAgain = useDropNews(dropId);
  return usePost(async (body: BlockInput, key) => {
    await api.post('/blocks', body, key);
    await fetchAgain();
  });
}

/** Says how it is to be, so a second time does nothing. */
export function useLiftBlock(dropId: string) {
  const fetchAgain = useDropNews(dropId);
  return useMutation({ networkMode: 'always', mutationFn: async (id: string) => { await api.delete(`/blocks/${id}`); await fetchAgain(); } });
}

export function useSetNote(dropId: string) {
  const fetchAgain = useDropNews(dropId);
  return useMutation({
    networkMode: 'always',
    mutationFn: async ({ customerId, note }: { customerId: string; note: string }) => { await api.put(`/customers/${customerId}/note`, { note }); await fetchAgain(); },
  });
}
