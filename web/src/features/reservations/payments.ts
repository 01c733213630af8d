import { skipToken, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { asProblem, type ProblemCode } from '@/lib/api/problem';
import type { PayBody, Payment, Reservation } from '@/lib/api/types';
import { isUnderWay } from '@/lib/payments';
import { persistently } from '@/lib/retry';
import { meKey } from '@/lib/session';
import { tellOtherTabs } from '@/lib/tabs';
import { keys } from './holds';

/** While a payment is under way, the page asks this often how it stands. */
const ASK_EVERY_MS = 2_000;

/** A bank may take its time. After this time the same request is sent again: it has no second effect. */
const ANSWER_WITHIN_MS = 20_000;

/** The same request would get the same answer. Another press makes another attempt. */
const FINAL: readonly ProblemCode[] = ['payment_unavailable', 'too_many_attempts'];

const patiently = {
  ...persistently,
  retry: (failures: number, error: unknown) => !FINAL.includes(asProblem(error).code) && persistently.retry(failures, error),
};

const pathOf = ({ dropId, id }: Reservation) => `/drops/${dropId}/reservations/${id}/payment`;

/** Null: nobody has tried to pay for it. */
async function findNewest(client: QueryClient, hold: Reservation, signal: AbortSignal): Promise<Payment | null> {
  try {
    const found = await api.get<Payment>(pathOf(hold), signal);
    const known = client.getQueryData<Payment | null>(keys.payment(hold.id));
    // An attempt only moves forward: an answer from before its end does not bring it back.
    return known?.id === found.id && !isUnderWay(known) && isUnderWay(found) ? known : found;
  } catch (error) {
    if (asProblem(error).code === 'payment_not_found') return null;
    throw error;
  }
}

/**
 * The newest attempt to pay for a reservation. It is found again after a reload and in another tab.
 * @param isAsked An attempt has been sent and is not answered yet.
 */
export function usePayment(hold: Reservation | null, isAsked: boolean): Payment | null | undefined {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: keys.payment(hold?.id ?? ''),
    queryFn: hold === null ? skipToken : ({ signal }) => findNewest(client, hold, signal),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (isAsked || isUnderWay(state.data) ? ASK_EVERY_MS : false),
  });
  return hold === null ? null : data;
}

function paymentArrived(client: QueryClient, payment: Payment): void {
  const { reservationId, keptUntil } = payment;
  client.setQueryData<Payment | null>(keys.payment(reservationId), payment);
  client.setQueryData<Reservation[]>(keys.active, (known) => known?.map((hold) => (hold.id === reservationId ? { ...hold, keptUntil } : hold)));
  tellOtherTabs('holds');
}

/** A refusal ends the attempt. Some also say that the page is wrong about this hold. */
async function paymentRefused(client: QueryClient, hold: Reservation, error: unknown): Promise<void> {
  const { code, isTransient } = asProblem(error);
  await client.invalidateQueries({ queryKey: keys.payment(hold.id) });
  if (code === 'payment_declined') await client.invalidateQueries({ queryKey: keys.active });
  else if (!isTransient) await client.invalidateQueries({ queryKey: meKey });
}

interface PayRequest {
  hold: Reservation;
  body: PayBody;
  /** Names this attempt, so that it is made once however often it is sent. */
  key: string;
}

export function usePay() {
  const client = useQueryClient();
  return useMutation({
    ...patiently,
    mutationFn: ({ hold, body, key }: PayRequest) => api.post<Payment>(pathOf(hold), body, key, undefined, ANSWER_WITHIN_MS),
    onSuccess: (payment) => paymentArrived(client, payment),
    onError: (error, { hold }) => paymentRefused(client, hold, error),
  });
}

/** After the bank's question: the shop asks the provider for the answer, and settles at once. */
export function useAnswer() {
  const client = useQueryClient();
  return useMutation({
    ...patiently,
    mutationFn: ({ hold, challenge }: { hold: Reservation; challenge: 'pass' | 'fail' | null }) =>
      api.post<Payment>(`${pathOf(hold)}/refresh`, challenge === null ? {} : { challenge }, undefined, undefined, ANSWER_WITHIN_MS),
    onSuccess: (payment) => paymentArrived(client, payment),
    onError: (error, { hold }) => paymentRefused(client, hold, error),
  });
}

export function useGiveUp() {
  const client = useQueryClient();
  return useMutation({
    ...patiently,
    mutationFn: (hold: Reservation) => api.delete<Payment>(pathOf(hold)),
    onSuccess: (payment) => paymentArrived(client, payment),
    onError: (error, hold) => paymentRefused(client, hold, error),
  });
}
