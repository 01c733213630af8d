import { skipToken, useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { fetchPage, useEveryPage } from '@/lib/api/pages';
import { asProblem } from '@/lib/api/problem';
import type { Page, Purchase, Reservation } from '@/lib/api/types';
import { persistently } from '@/lib/retry';
import { meKey, useMe } from '@/lib/session';
import { tellOtherTabs } from '@/lib/tabs';
import { keys, reservationChanged } from './holds';

/** While a payment is still being taken, the page asks this often how it stands. */
const PAYMENT_EVERY_MS = 2_000;

type PurchasePages = InfiniteData<Page<Purchase>>;

/** Newest first, by pages. */
export function usePurchases() {
  const { data: me } = useMe();
  return useInfiniteQuery({
    queryKey: keys.purchases,
    queryFn: (page) => fetchPage<Purchase>('/me/purchases', 100, page),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: !!me,
  });
}

/** For what depends on everything that the visitor has bought, like the limit of a drop. */
export function useAllPurchases(): Purchase[] {
  const purchases = usePurchases();
  useEveryPage(purchases);
  return purchases.data?.pages.flatMap(({ items }) => items) ?? [];
}

/** @param id Null: none yet. */
export function usePurchase(id: string | null) {
  const client = useQueryClient();
  const { data: me } = useMe();
  return useQuery({
    queryKey: keys.purchase(id ?? ''),
    queryFn: id === null ? skipToken : ({ signal }) => api.get<Purchase>(`/me/purchases/${encodeURIComponent(id)}`, signal),
    initialData: () => client.getQueryData<PurchasePages>(keys.purchases)?.pages.flatMap(({ items }) => items).find((purchase) => purchase.id === id),
    enabled: !!me,
    // A purchase stays as it is, but its payment moves on: it is taken soon after the purchase, and may be refunded.
    staleTime: ({ state }) => (state.data?.paymentStatus ? 0 : Infinity),
    refetchInterval: ({ state }) => (state.data?.paymentStatus === 'sold' ? PAYMENT_EVERY_MS : false),
  });
}

/** From now on this page knows that the hold was bought. */
export function recordPurchase(client: QueryClient, hold: Reservation, purchase: Purchase): void {
  client.setQueryData(keys.purchase(purchase.id), purchase);
  client.setQueryData<PurchasePages>(keys.purchases, (known) => {
    const [first, ...rest] = known?.pages ?? [];
    if (!known || !first || known.pages.some(({ items }) => items.some(({ id }) => id === purchase.id))) return known;
    return { ...known, pages: [{ ...first, items: [purchase, ...first.items] }, ...rest] };
  });
  reservationChanged(client, { ...hold, status: 'purchased', endedBy: 'customer' });
  tellOtherTabs('holds');
}

/** Safe to send twice: a reservation is bought once, and a second request answers with the same purchase. */
export function useBuy() {
  const client = useQueryClient();
  return useMutation({
    ...persistently,
    mutationFn: ({ dropId, id }: Reservation) => api.post<Purchase>(`/drops/${dropId}/reservations/${id}/purchase`),
    onSuccess: (purchase, hold) => recordPurchase(client, hold, purchase),
    onError: (error) => {
      // The refusal says that the page is wrong about this hold, so it fetches everything of this visitor again.
      if (!asProblem(error).isTransient) void client.invalidateQueries({ queryKey: meKey });
    },
  });
}
