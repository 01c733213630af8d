import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, newKey } from '@/lib/api/client';
import type { Delivery, DeliveryState, Drop, EventType, MachineKey, NewMachineKey, Page, ReplayedEvents, RotatedSecret, Webhook } from '@/lib/api/types';

const keys = {
  all: ['integration'] as const,
  keys: ['integration', 'keys'] as const,
  drops: ['integration', 'drops'] as const,
  webhooks: ['integration', 'webhooks'] as const,
};

/** The times of last use move by themselves. */
export const useKeys = () => useQuery({ queryKey: keys.keys, queryFn: async ({ signal }) => (await api.get<{ items: MachineKey[] }>('/keys', signal)).items, refetchInterval: 30_000 });

function useChange<Answer, Input = undefined>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ networkMode: 'always', mutationFn: send, onSuccess: () => client.invalidateQueries({ queryKey: keys.all }) });
}

/** Each press is a request of its own: the secret is in the first answer alone, so asking again by the same key would not bring it back. */
export const useMakeKey = () => useChange((key: { name: string; scopes: string[]; expiresAt: string | null }) => api.post<NewMachineKey>('/keys', key, newKey()));

export const useRevokeKey = () => useChange((id: string) => api.delete(`/keys/${id}`));

/** What happens at a receiver is seen within seconds. */
const LOOK_EVERY_MS = 5_000;

const DELIVERIES_PER_PAGE = 20;

/** What a webhook is asked to send, and where to. No types: all but those of holds; no drops: of all. */
export interface WebhookTerms {
  url: string;
  description: string | null;
  types: EventType[];
  drops: string[];
}

/** The newest hundred, to choose among. */
export const useDropNames = () =>
  useQuery({ queryKey: keys.drops, queryFn: async ({ signal }) => (await api.get<Page<Drop>>('/drops?limit=100', signal)).items.map(({ id, name }) => ({ id, name })), staleTime: 60_000 });

export const useWebhooks = () => useQuery({ queryKey: keys.webhooks, queryFn: async ({ signal }) => (await api.get<{ items: Webhook[] }>('/webhooks', signal)).items, refetchInterval: LOOK_EVERY_MS });

export const useWebhook = (id: string) => useQuery({ queryKey: [...keys.webhooks, id], queryFn: ({ signal }) => api.get<Webhook>(`/webhooks/${id}`, signal), refetchInterval: LOOK_EVERY_MS });

export const useDeliveries = (id: string, state: DeliveryState | null) =>
  useInfiniteQuery({
    queryKey: [...keys.webhooks, id, 'deliveries', state],
    queryFn: ({ pageParam, signal }) => {
      const wanted = new URLSearchParams(Object.entries({ state, cursor: pageParam, limit: String(DELIVERIES_PER_PAGE) }).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
      return api.get<Page<Delivery>>(`/webhooks/${id}/deliveries?${wanted}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: LOOK_EVERY_MS,
  });

export const useMakeWebhook = () => useChange((terms: WebhookTerms) => api.post<Webhook>('/webhooks', terms, newKey()));

export const useChangeWebhook = (id: string) => useChange((change: Partial<WebhookTerms> & { state?: 'on' | 'off' }) => api.patch<Webhook>(`/webhooks/${id}`, change));

/** The page of what is deleted goes away by itself: asking for it once more would only find nothing. */
export function useDeleteWebhook() {
  const client = useQueryClient();
  return useMutation({ networkMode: 'always', mutationFn: (id: string) => api.delete(`/webhooks/${id}`), onSuccess: () => client.invalidateQueries({ queryKey: keys.webhooks, exact: true }) });
}

/** The receiver may take 15 seconds to answer. */
export const useTestWebhook = (id: string) => useChange(() => api.post<Delivery>(`/webhooks/${id}/test`, undefined, newKey(), undefined, 20_000));

export const useRotateSecret = (id: string) => useChange(() => api.post<RotatedSecret>(`/webhooks/${id}/rotate`, undefined, newKey()));

export const useReplayOne = (id: string) => useChange((eventId: string) => api.post<Delivery>(`/webhooks/${id}/deliveries/${eventId}/replay`, undefined, newKey()));

export const useReplaySince = (id: string) => useChange((since: string) => api.post<ReplayedEvents>(`/webhooks/${id}/replay`, { since }, newKey(), undefined, 30_000));
