import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { asProblem, Problem } from '@/lib/api/problem';
import type { Page, Purchase, Reservation } from '@/lib/api/types';
import { persistently } from '@/lib/persist';
import { meKey, useMe } from '@/lib/session';

const keys = {
  mine: [...meKey, 'purchases'] as const,
  one: (id: string) => [...meKey, 'purchase', id] as const,
};

const mine = (cursor: string | null, signal?: AbortSignal) =>
  api.get<Page<Purchase>>(`/me/purchases?limit=100${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`, signal);

/** The newest hundred: more than any shelf shows. */
export function usePurchases() {
  const { data: me } = useMe();
  return useQuery({
    queryKey: keys.mine,
    queryFn: async ({ signal }) => (await mine(null, signal)).items.sort((a, b) => Date.parse(b.purchasedAt) - Date.parse(a.purchasedAt)),
    enabled: !!me,
  });
}

/** A receipt's link lasts: it is looked for in all of one's purchases, however old. */
export function usePurchase(id: string) {
  const client = useQueryClient();
  const { data: me } = useMe();
  return useQuery({
    queryKey: keys.one(id),
    queryFn: async ({ signal }) => {
      let cursor: string | null = null;
      do {
        const page: Page<Purchase> = await mine(cursor, signal);
        const found = page.items.find((purchase) => purchase.id === id);
        if (found) return found;
        cursor = page.next;
      } while (cursor !== null);
      throw new Problem(404, { code: 'reservation_not_found' });
    },
    initialData: () => client.getQueryData<Purchase[]>(keys.mine)?.find((purchase) => purchase.id === id),
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
      client.setQueryData(keys.one(purchase.id), purchase);
      client.setQueryData<Purchase[]>(keys.mine, (known) => known && [purchase, ...known.filter(({ id }) => id !== purchase.id)]);
      void client.invalidateQueries({ queryKey: keys.mine });
    },
    onError: (error) => {
      // Whatever it is by now, a look at the server's word settles it.
      if (!asProblem(error).isTransient) void client.invalidateQueries({ queryKey: meKey });
    },
  });
}
