import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { fetchPage } from '@/lib/api/pages';
import { asProblem } from '@/lib/api/problem';
import { useEveryPage } from '@/lib/api/useEveryPage';
import type { Page, Purchase, Reservation } from '@/lib/api/types';
import { persistently } from '@/lib/persist';
import { meKey, purchasesKey, useMe } from '@/lib/session';

const keyOf = (id: string) => [...meKey, 'purchase', id] as const;

/** Newest first, by pages. */
export function usePurchases() {
  const { data: me } = useMe();
  return useInfiniteQuery({
    queryKey: purchasesKey,
    queryFn: (page) => fetchPage<Purchase>('/me/purchases', 100, page),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: !!me,
  });
}

/** For what depends on all that one has bought, like the limit of a drop. */
export function useAllPurchases(): Purchase[] {
  const purchases = usePurchases();
  useEveryPage(purchases);
  return purchases.data?.pages.flatMap(({ items }) => items) ?? [];
}

export function usePurchase(id: string) {
  const client = useQueryClient();
  const { data: me } = useMe();
  return useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => api.get<Purchase>(`/me/purchases/${encodeURIComponent(id)}`, signal),
    initialData: () => client.getQueryData<InfiniteData<Page<Purchase>>>(purchasesKey)?.pages.flatMap(({ items }) => items).find((purchase) => purchase.id === id),
    enabled: !!me,
    staleTime: Infinity,
  });
}

/** Safe to send twice: a reservation is bought once, and asking again answers with the same purchase. */
export function useBuy() {
  const client = useQueryClient();
  return useMutation({
    ...persistently,
    mutationFn: ({ dropId, id }: Reservation) => api.post<Purchase>(`/drops/${dropId}/reservations/${id}/purchase`),
    onSuccess: (purchase) => {
      client.setQueryData(keyOf(purchase.id), purchase);
      client.setQueryData<InfiniteData<Page<Purchase>>>(purchasesKey, (known) => {
        const [first, ...rest] = known?.pages ?? [];
        if (!known || !first || known.pages.some(({ items }) => items.some(({ id }) => id === purchase.id))) return known;
        return { ...known, pages: [{ ...first, items: [purchase, ...first.items] }, ...rest] };
      });
    },
    onError: (error) => {
      // Whatever it is by now, a look at the server's word settles it.
      if (!asProblem(error).isTransient) void client.invalidateQueries({ queryKey: meKey });
    },
  });
}
