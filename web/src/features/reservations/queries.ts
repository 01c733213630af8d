import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/lib/api/client';
import { asProblem } from '@/lib/api/problem';
import type { Page, Reservation, ReservationStatus } from '@/lib/api/types';
import { useSecondsUntil } from '@/lib/clock';
import { persistently } from '@/lib/persist';
import { asChallenge, prove } from '@/lib/proof/prove';
import { meKey, useMe } from '@/lib/session';
import { forgetRequestKey, requestKey } from './requestKey';

const keys = {
  active: [...meKey, 'reservations', 'active'] as const,
  past: [...meKey, 'reservations', 'past'] as const,
  one: (id: string) => [...meKey, 'reservation', id] as const,
};

/** Finds the hold again after a reload, and in another tab. */
export function useHolds(): Reservation[] {
  const { data: me } = useMe();
  const { data } = useQuery({
    queryKey: keys.active,
    queryFn: async ({ signal }) => (await api.get<Page<Reservation>>('/me/reservations?status=active&limit=100', signal)).items,
    enabled: !!me,
    // Another tab may have bought it or let it go: a return to this one asks at once.
    staleTime: 0,
  });
  return me && data ? data : [];
}

export function usePastReservations() {
  const { data: me } = useMe();
  return useQuery({
    queryKey: keys.past,
    queryFn: async ({ signal }) => {
      const statuses: ReservationStatus[] = ['expired', 'cancelled'];
      const pages = await Promise.all(statuses.map((status) => api.get<Page<Reservation>>(`/me/reservations?status=${status}&limit=20`, signal)));
      return pages.flatMap(({ items }) => items).sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
    },
    enabled: !!me,
  });
}

const addHold = (client: QueryClient, hold: Reservation) =>
  client.setQueryData<Reservation[]>(keys.active, (known = []) => [hold, ...known.filter(({ id }) => id !== hold.id)]);

/** Bought, let go or lapsed: it is no hold any more. */
export function removeHold(client: QueryClient, reservationId: string): void {
  client.setQueryData<Reservation[]>(keys.active, (known) => known?.filter(({ id }) => id !== reservationId));
  void client.invalidateQueries({ queryKey: keys.past });
}

/** The live feed's word that a hold lapsed, kept where its watcher finds it. */
export function markExpired(client: QueryClient, reservationId: string): void {
  const hold = client.getQueryData<Reservation[]>(keys.active)?.find(({ id }) => id === reservationId);
  if (hold) client.setQueryData<Reservation>(keys.one(reservationId), { ...hold, status: 'expired' });
}

export interface ReserveRequest {
  dropId: string;
  variantId: string;
  quantity: number;
}

/** A challenge may run out while it is being solved; a device that is too slow for it has to stop somewhere. */
const PROOFS_MAX = 3;

async function post({ dropId, variantId, quantity }: ReserveRequest, onProving: (isProving: boolean) => void): Promise<Reservation> {
  const key = requestKey(`${dropId} ${variantId} ${quantity}`);
  let proof: string | undefined;
  for (let proofs = 0; ; proofs++) {
    try {
      return await api.post<Reservation>(`/drops/${dropId}/reservations`, { variantId, quantity }, key, proof);
    } catch (error) {
      const { code, body } = asProblem(error);
      const challenge = asChallenge(body.challenge);
      if (code !== 'proof_required' || challenge === null || proofs === PROOFS_MAX) throw error;
      onProving(true);
      proof = await prove(challenge, key).finally(() => onProving(false));
    }
  }
}

export function useReserve() {
  const client = useQueryClient();
  const [isProving, setProving] = useState(false);
  const mutation = useMutation({
    ...persistently,
    mutationFn: (request: ReserveRequest) => post(request, setProving),
    onSettled: (_hold, error, { dropId, variantId, quantity }) => {
      // Without a definite answer the key is kept: whoever presses again asks for the same thing, not for a second one.
      if (!error || !asProblem(error).isTransient) forgetRequestKey(`${dropId} ${variantId} ${quantity}`);
    },
    // The same key gets its first answer again, even when the hold has ended since: only an active one is a hold.
    onSuccess: (hold) => {
      if (hold.status === 'active') addHold(client, hold);
    },
    onError: (error) => {
      const { code, body } = asProblem(error);
      if (code === 'already_reserved') {
        if (body.reservation) addHold(client, body.reservation as Reservation);
        else void client.invalidateQueries({ queryKey: keys.active });
      }
    },
  });
  return { ...mutation, isProving };
}

export function useLetGo() {
  const client = useQueryClient();
  return useMutation({
    ...persistently,
    mutationFn: ({ dropId, id }: Reservation) => api.delete(`/drops/${dropId}/reservations/${id}`),
    onSettled: (_answer, error, { id }) => {
      if (!error || !asProblem(error).isTransient) {
        removeHold(client, id);
        void client.invalidateQueries({ queryKey: meKey });
      }
    },
  });
}

/**
 * When a hold's time is up, the server is asked what became of it: it may have been bought in another tab at the last moment.
 * Asked again each second until it has ended.
 */
export function useSettledHold(hold: Reservation, onEnded: (ended: Reservation) => void): void {
  const client = useQueryClient();
  const isOver = useSecondsUntil(hold.expiresAt) === 0;
  const { data } = useQuery({
    queryKey: keys.one(hold.id),
    queryFn: ({ signal }) => api.get<Reservation>(`/drops/${hold.dropId}/reservations/${hold.id}`, signal),
    enabled: isOver,
    refetchInterval: ({ state }) => (isOver && state.data?.status !== 'active' && state.data ? false : 1000),
  });
  useEffect(() => {
    if (!data || data.status === 'active') return;
    onEnded(data);
    removeHold(client, hold.id);
  }, [client, data, hold.id, onEnded]);
}
