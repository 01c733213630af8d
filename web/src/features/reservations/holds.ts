import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '@/lib/api/client';
import { fetchAll, fetchPage } from '@/lib/api/pages';
import { asProblem } from '@/lib/api/problem';
import type { Payment, Reservation, ReservationExpired } from '@/lib/api/types';
import { useSecondsUntil } from '@/lib/clock';
import { usePolling } from '@/lib/live/useLive';
import { isUnderWay } from '@/lib/payments';
import { persistently } from '@/lib/retry';
import { meKey, useMe } from '@/lib/session';
import { tellOtherTabs } from '@/lib/tabs';

/** Reservations and purchases of the person who is signed in. */
export const keys = {
  active: [...meKey, 'reservations', 'active'] as const,
  past: [...meKey, 'reservations', 'past'] as const,
  ended: [...meKey, 'reservations', 'ended'] as const,
  one: (id: string) => [...meKey, 'reservation', id] as const,
  purchases: [...meKey, 'purchases'] as const,
  purchase: (id: string) => [...meKey, 'purchase', id] as const,
  payments: [...meKey, 'payment'] as const,
  payment: (reservationId: string) => [...meKey, 'payment', reservationId] as const,
};

/** The line set it aside, and its visitor has not said yes to it. */
export const isUnanswered = ({ status, offer }: Pick<Reservation, 'status' | 'offer'>): boolean => status === 'active' && offer?.claimBy != null;

const heldNow = (client: QueryClient): Reservation[] => client.getQueryData<Reservation[]>(keys.active) ?? [];

/** A hold ends once. An answer that was made before the end and arrives after it must not bring the hold back. */
const hasEnded = (client: QueryClient, id: string): boolean => (client.getQueryData<Reservation>(keys.one(id))?.status ?? 'active') !== 'active';

const fetchOne = ({ dropId, id }: Reservation, signal: AbortSignal) => api.get<Reservation>(`/drops/${dropId}/reservations/${id}`, signal);

/** Null: it no longer belongs to this visitor. */
async function findOne(hold: Reservation, signal: AbortSignal): Promise<Reservation | null> {
  try {
    return await fetchOne(hold, signal);
  } catch (error) {
    if (asProblem(error).status === 404) return null;
    throw error;
  }
}

/**
 * A known hold may be missing in the list: it has ended, or it was made while the list was on its way. The page asks for each of
 * these by itself, which also tells who ended it.
 */
async function fetchHolds(client: QueryClient, signal: AbortSignal): Promise<Reservation[]> {
  const listed = await fetchAll<Reservation>('/me/reservations?status=active', signal);
  const seen = new Set(listed.map(({ id }) => id));
  const missing = heldNow(client).filter(({ id }) => !seen.has(id));
  const found = await Promise.all(missing.map((hold) => findOne(hold, signal)));
  missing.forEach(({ id }) => seen.add(id));
  for (const reservation of found) {
    if (reservation?.status === 'active') listed.unshift(reservation);
    else if (reservation) reservationChanged(client, reservation);
  }
  const madeMeanwhile = heldNow(client).filter(({ id }) => !seen.has(id));
  return [...madeMeanwhile, ...listed].filter(({ id }) => !hasEnded(client, id));
}

/** The active holds. They are found again after a reload and in another tab. */
export function useHolds(): Reservation[] {
  const client = useQueryClient();
  const { data: me } = useMe();
  const refetchInterval = usePolling();
  const { data } = useQuery({
    queryKey: keys.active,
    queryFn: ({ signal }) => fetchHolds(client, signal),
    enabled: !!me,
    // Another device may have bought or cancelled it, so a return to this tab asks at once.
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.length ? refetchInterval : false),
  });
  return me && data ? data : [];
}

/** Newest first. A page may show few lines or none, because purchases are left out: they have a list of their own. */
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

/** @property wasPaying Its payment was under way when it ended: what becomes of that is said where the payment is. */
export type EndedHold = Reservation & { wasPaying: boolean };

/** The last hold that ended without a purchase, as long as this is news. */
export function useEndedHold(): EndedHold | null {
  // `reservationChanged` fills it; there is nothing to fetch.
  const { data = null } = useQuery<EndedHold | null>({ queryKey: keys.ended, queryFn: () => null, enabled: false });
  return data;
}

export const forgetEndedHold = (client: QueryClient): unknown => client.setQueryData<EndedHold | null>(keys.ended, null);

/** A new hold or a purchase in the same drop makes the ended hold old news. */
const forgetEndedHoldOf = (client: QueryClient, dropId: string) =>
  client.setQueryData<EndedHold | null>(keys.ended, (ended) => (ended?.dropId === dropId ? null : undefined));

export function addHold(client: QueryClient, hold: Reservation): void {
  if (hasEnded(client, hold.id)) return;
  if (!heldNow(client).some(({ id }) => id === hold.id)) forgetEndedHoldOf(client, hold.dropId);
  client.setQueryData<Reservation[]>(keys.active, (known = []) => [hold, ...known.filter(({ id }) => id !== hold.id)]);
}

/** Takes over a reservation as it is now. This page, another device, the shop or the time may have changed it. */
export function reservationChanged(client: QueryClient, reservation: Reservation): void {
  if (reservation.status === 'active') {
    // A hold is kept longer while a payment is under way. That may have begun, or ended, in another tab.
    const known = heldNow(client).find(({ id }) => id === reservation.id);
    if (known && known.keptUntil !== reservation.keptUntil) void client.invalidateQueries({ queryKey: keys.payment(reservation.id) });
    addHold(client, reservation);
    return;
  }
  const isNews = heldNow(client).some(({ id }) => id === reservation.id);
  client.setQueryData<Reservation>(keys.one(reservation.id), reservation);
  client.setQueryData<Reservation[]>(keys.active, (known) => known?.filter(({ id }) => id !== reservation.id));
  if (!isNews) return;
  if (reservation.status === 'purchased') {
    forgetEndedHoldOf(client, reservation.dropId);
    void client.invalidateQueries({ queryKey: keys.purchases });
  } else {
    const wasPaying = reservation.status === 'expired' && isUnderWay(client.getQueryData<Payment | null>(keys.payment(reservation.id)));
    const ended: EndedHold = { ...reservation, wasPaying };
    client.setQueryData<EndedHold | null>(keys.ended, ended);
    void client.invalidateQueries({ queryKey: keys.past });
  }
}

export function reservationExpired(client: QueryClient, { reservationId }: ReservationExpired): void {
  const hold = heldNow(client).find(({ id }) => id === reservationId);
  if (hold) reservationChanged(client, { ...hold, status: 'expired', endedBy: 'time' });
}

/** Another tab made, paid for, bought or cancelled a hold. */
export const refetchHolds = (client: QueryClient): Promise<unknown> =>
  Promise.all([keys.active, keys.purchases, keys.payments].map((queryKey) => client.invalidateQueries({ queryKey })));

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

/** Says yes to what the line has set aside. A second yes gets the first answer. */
export function useClaim() {
  const client = useQueryClient();
  return useMutation({
    ...persistently,
    mutationFn: ({ dropId, id }: Reservation) => api.post<Reservation>(`/drops/${dropId}/reservations/${id}/claim`),
    onSuccess: (hold) => {
      reservationChanged(client, hold);
      tellOtherTabs('holds');
    },
    onError: (error) => {
      if (!asProblem(error).isTransient) void client.invalidateQueries({ queryKey: meKey });
    },
  });
}

/**
 * When a hold's time is up, the page asks the server each second how it ended. The page must not guess: another tab may have bought
 * it at the last moment.
 */
export function useSettledHold(hold: Reservation): void {
  const client = useQueryClient();
  const isOver = useSecondsUntil(hold.keptUntil) === 0;
  const { data } = useQuery({
    queryKey: keys.one(hold.id),
    queryFn: ({ signal }) => fetchOne(hold, signal),
    enabled: isOver,
    refetchInterval: ({ state }) => (isOver && state.data?.status !== 'active' && state.data ? false : 1000),
  });
  useEffect(() => {
    if (data && data.status !== 'active') reservationChanged(client, data);
  }, [client, data]);
}
