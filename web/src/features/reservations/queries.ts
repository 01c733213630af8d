import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/lib/api/client';
import { fetchAll, fetchPage } from '@/lib/api/pages';
import { asProblem, type ProblemCode } from '@/lib/api/problem';
import type { Me, Reservation, ReservationExpired } from '@/lib/api/types';
import { useSecondsUntil } from '@/lib/clock';
import { dropKeys } from '@/lib/live/cache';
import { usePolling } from '@/lib/live/useLive';
import { persistently } from '@/lib/persist';
import { asChallenge, prove } from '@/lib/proof/prove';
import { accountKey, meKey, purchasesKey, useMe } from '@/lib/session';
import { tellOtherTabs } from '@/lib/tabs';
import { forgetRequestKey, requestKey } from './requestKey';

const keys = {
  active: [...meKey, 'reservations', 'active'] as const,
  past: [...meKey, 'reservations', 'past'] as const,
  ended: [...meKey, 'reservations', 'ended'] as const,
  one: (id: string) => [...meKey, 'reservation', id] as const,
};

const heldNow = (client: QueryClient): Reservation[] => client.getQueryData<Reservation[]>(keys.active) ?? [];

/** An end is for ever: an answer from before it, that arrives after it, does not bring the hold back. */
const hasEnded = (client: QueryClient, id: string): boolean => (client.getQueryData<Reservation>(keys.one(id))?.status ?? 'active') !== 'active';

const lookUp = ({ dropId, id }: Reservation, signal: AbortSignal) => api.get<Reservation>(`/drops/${dropId}/reservations/${id}`, signal);

/** Null: it is no longer this visitor's. */
async function lookFor(hold: Reservation, signal: AbortSignal): Promise<Reservation | null> {
  try {
    return await lookUp(hold, signal);
  } catch (error) {
    if (asProblem(error).status === 404) return null;
    throw error;
  }
}

/** A hold that the list lacks has ended, or was made while the list was on its way: only asking tells, and tells who ended it. */
async function fetchHolds(client: QueryClient, signal: AbortSignal): Promise<Reservation[]> {
  const listed = await fetchAll<Reservation>('/me/reservations?status=active', signal);
  const seen = new Set(listed.map(({ id }) => id));
  const missing = heldNow(client).filter(({ id }) => !seen.has(id));
  const found = await Promise.all(missing.map((hold) => lookFor(hold, signal)));
  missing.forEach(({ id }) => seen.add(id));
  for (const reservation of found) {
    if (reservation?.status === 'active') listed.unshift(reservation);
    else if (reservation) reservationChanged(client, reservation);
  }
  const since = heldNow(client).filter(({ id }) => !seen.has(id));
  return [...since, ...listed].filter(({ id }) => !hasEnded(client, id));
}

/** Finds the hold again after a reload, and in another tab. */
export function useHolds(): Reservation[] {
  const client = useQueryClient();
  const { data: me } = useMe();
  const refetchInterval = usePolling();
  const { data } = useQuery({
    queryKey: keys.active,
    queryFn: ({ signal }) => fetchHolds(client, signal),
    enabled: !!me,
    // Another device may have bought it or let it go: a return to this one asks at once.
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.length ? refetchInterval : false),
  });
  return me && data ? data : [];
}

/** Newest first. Purchases stand in a list of their own, so a page may hold few of these, or none. */
export function usePastReservations() {
  const { data: me } = useMe();
  return useInfiniteQuery({
    queryKey: keys.past,
    queryFn: (page) => fetchPage<Reservation>('/me/reservations', 50, page),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => pages.flatMap(({ items }) => items).filter(({ status }) => status === 'expired' || status === 'cancelled'),
    enabled: !!me,
  });
}

/** The hold that ended last without a purchase, while that is news. */
export function useEndedHold(): Reservation | null {
  // Filled by what is heard and found: there is nothing to fetch.
  const { data = null } = useQuery<Reservation | null>({ queryKey: keys.ended, queryFn: () => null, enabled: false });
  return data;
}

export const forgetEndedHold = (client: QueryClient): unknown => client.setQueryData<Reservation | null>(keys.ended, null);

/** What ended in a drop is no news any more once there is a new hold or a purchase in it. */
const outdate = (client: QueryClient, dropId: string) =>
  client.setQueryData<Reservation | null>(keys.ended, (ended) => (ended?.dropId === dropId ? null : undefined));

function addHold(client: QueryClient, hold: Reservation): void {
  if (hasEnded(client, hold.id)) return;
  if (!heldNow(client).some(({ id }) => id === hold.id)) outdate(client, hold.dropId);
  client.setQueryData<Reservation[]>(keys.active, (known = []) => [hold, ...known.filter(({ id }) => id !== hold.id)]);
}

/** One's own reservation as it is now, whoever changed it: this page, another device, the shop, or time. */
export function reservationChanged(client: QueryClient, reservation: Reservation): void {
  if (reservation.status === 'active') {
    addHold(client, reservation);
    return;
  }
  const isNews = heldNow(client).some(({ id }) => id === reservation.id);
  client.setQueryData<Reservation>(keys.one(reservation.id), reservation);
  client.setQueryData<Reservation[]>(keys.active, (known) => known?.filter(({ id }) => id !== reservation.id));
  if (!isNews) return;
  if (reservation.status === 'purchased') {
    outdate(client, reservation.dropId);
    void client.invalidateQueries({ queryKey: purchasesKey });
  } else {
    client.setQueryData<Reservation | null>(keys.ended, reservation);
    void client.invalidateQueries({ queryKey: keys.past });
  }
}

export function reservationExpired(client: QueryClient, { reservationId }: ReservationExpired): void {
  const hold = heldNow(client).find(({ id }) => id === reservationId);
  if (hold) reservationChanged(client, { ...hold, status: 'expired', endedBy: 'time' });
}

/** Another tab says that something happened to holds. */
export const askAboutHolds = (client: QueryClient): Promise<unknown> =>
  Promise.all([keys.active, purchasesKey].map((queryKey) => client.invalidateQueries({ queryKey })));

export interface ReserveRequest {
  dropId: string;
  variantId: string;
  quantity: number;
}

/** A challenge may run out while it is being solved; a device that is too slow for it has to stop somewhere. */
const PROOFS_MAX = 3;

/** Whoever sees one of these sees something else on the page than there is. */
const OF_ANOTHER_DROP: readonly ProblemCode[] = ['validation_failed', 'variant_not_found', 'drop_not_found', 'not_published', 'not_started', 'paused', 'ended'];

export function useReserve() {
  const client = useQueryClient();
  const [isProving, setProving] = useState(false);
  const nameOf = ({ dropId, variantId, quantity }: ReserveRequest) => `${client.getQueryData<Me>(accountKey)?.id ?? ''} ${dropId} ${variantId} ${quantity}`;

  const post = async (request: ReserveRequest): Promise<Reservation> => {
    const { dropId, variantId, quantity } = request;
    const key = requestKey(nameOf(request));
    let proof: string | undefined;
    for (let proofs = 0; ; proofs++) {
      try {
        return await api.post<Reservation>(`/drops/${dropId}/reservations`, { variantId, quantity }, key, proof);
      } catch (error) {
        const { code, body } = asProblem(error);
        const challenge = asChallenge(body.challenge);
        if (code !== 'proof_required' || challenge === null || proofs === PROOFS_MAX) throw error;
        setProving(true);
        proof = await prove(challenge, key).finally(() => setProving(false));
      }
    }
  };

  const mutation = useMutation({
    ...persistently,
    mutationFn: post,
    onSettled: (_hold, error, request) => {
      // Without a definite answer the key is kept: whoever presses again asks for the same thing, not for a second one.
      if (!error || !asProblem(error).isTransient) forgetRequestKey(nameOf(request));
    },
    // The same key gets its first answer again, even when the hold has ended since: only an active one is a hold.
    onSuccess: (hold) => {
      if (hold.status === 'active') addHold(client, hold);
      tellOtherTabs('holds');
    },
    onError: (error) => {
      const { code, body } = asProblem(error);
      if (code === 'already_reserved') {
        if (body.reservation) addHold(client, body.reservation as Reservation);
        void client.invalidateQueries({ queryKey: keys.active });
      }
      if (code === 'limit_reached') void client.invalidateQueries({ queryKey: purchasesKey });
      if (code === 'unauthenticated') void client.invalidateQueries({ queryKey: accountKey });
      if (OF_ANOTHER_DROP.includes(code)) void client.invalidateQueries({ queryKey: dropKeys.all });
    },
  });
  return { ...mutation, isProving };
}

export function useLetGo() {
  const client = useQueryClient();
  return useMutation({
    ...persistently,
    mutationFn: ({ dropId, id }: Reservation) => api.delete<Reservation>(`/drops/${dropId}/reservations/${id}`),
    onSuccess: (reservation) => {
      reservationChanged(client, reservation);
      tellOtherTabs('holds');
    },
    onError: (error) => {
      if (!asProblem(error).isTransient) void client.invalidateQueries({ queryKey: meKey });
    },
  });
}

/**
 * When a hold's time is up, the server is asked what became of it: it may have been bought in another tab at the last moment.
 * Asked again each second until it has ended.
 */
export function useSettledHold(hold: Reservation): void {
  const client = useQueryClient();
  const isOver = useSecondsUntil(hold.expiresAt) === 0;
  const { data } = useQuery({
    queryKey: keys.one(hold.id),
    queryFn: ({ signal }) => lookUp(hold, signal),
    enabled: isOver,
    refetchInterval: ({ state }) => (isOver && state.data?.status !== 'active' && state.data ? false : 1000),
  });
  useEffect(() => {
    if (data && data.status !== 'active') reservationChanged(client, data);
  }, [client, data]);
}
