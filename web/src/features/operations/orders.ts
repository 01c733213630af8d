import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { fetchPage } from '@/lib/api/pages';
import type { ContactBody, Order, Page, SentOrders } from '@/lib/api/types';
import { usePost } from './usePost';

const ordersKey = ['operations', 'orders'] as const;

/** As many as can be marked, or printed, together. */
export const ORDERS_PER_PAGE = 100;

export interface OrderFilter {
  query: string | null;
  status: string | null;
  drop: string | null;
}

export const searchOf = (filter: OrderFilter): string =>
  new URLSearchParams(Object.entries(filter).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]]))).toString();

/** Newest first, across drops. */
export const useOrders = (filter: OrderFilter) =>
  useInfiniteQuery({
    queryKey: [...ordersKey, 'list', searchOf(filter)],
    queryFn: (page) => fetchPage<Order>(`/orders?${searchOf(filter)}`, ORDERS_PER_PAGE, page),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

export const useOrder = (orderId: string) =>
  useQuery({ queryKey: [...ordersKey, 'one', orderId], queryFn: ({ signal }) => api.get<Order>(`/orders/${encodeURIComponent(orderId)}`, signal) });

/** Those that are to be packed. */
export const useOrdersById = (ids: string) =>
  useQuery({
    queryKey: [...ordersKey, 'ids', ids],
    queryFn: async ({ signal }) => (await api.get<Page<Order>>(`/orders?ids=${encodeURIComponent(ids)}`, signal)).items,
    enabled: ids !== '',
  });

function tookOver(client: QueryClient, order: Order): Order {
  client.setQueryData([...ordersKey, 'one', order.id], order);
  void client.invalidateQueries({ queryKey: [...ordersKey, 'list'] });
  return order;
}

export function useMarkSent(orderId: string) {
  const client = useQueryClient();
  return usePost(async (body: { carrier: string | null; tracking: string | null }, key) => tookOver(client, await api.post<Order>(`/orders/${orderId}/sent`, body, key)));
}

export function useMarkManySent() {
  const client = useQueryClient();
  return usePost(async (body: { ids: string[] }, key) => {
    const done = await api.post<SentOrders>('/orders/sent', body, key);
    await client.invalidateQueries({ queryKey: ordersKey });
    return done;
  });
}

/** Each says how the order is to be, so a second time does nothing. */
export function useTakeBack(orderId: string) {
  const client = useQueryClient();
  return useMutation({ networkMode: 'always', mutationFn: async () => tookOver(client, await api.delete<Order>(`/orders/${orderId}/sent`)) });
}

export function useChangeOrder(orderId: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: async (change: { contact?: ContactBody; note?: string | null }) => tookOver(client, await api.patch<Order>(`/orders/${orderId}`, change)),
  });
}
