import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, newKey } from '@/lib/api/client';
import { asProblem, type ProblemCode } from '@/lib/api/problem';
import type { Me, Payment, Reservation } from '@/lib/api/types';
import { dropKeys } from '@/lib/drops/cache';
import { proved } from '@/lib/proof/prove';
import { persistently } from '@/lib/retry';
import { accountKey } from '@/lib/session';
import { tellOtherTabs } from '@/lib/tabs';
import { addHold, keys } from './holds';

export interface ReserveRequest {
  dropId: string;
  variantId: string;
  quantity: number;
}

/** With one of these answers the page shows something else than the server has: it fetches the drop again. */
const PAGE_IS_OUT_OF_DATE: readonly ProblemCode[] = ['validation_failed', 'variant_not_found', 'drop_not_found', 'not_published', 'not_started', 'paused', 'ended'];

export function useReserve() {
  const client = useQueryClient();
  const [isProving, setProving] = useState(false);
  const nameOf = ({ dropId, variantId, quantity }: ReserveRequest) => `${client.getQueryData<Me>(accountKey)?.id ?? ''} ${dropId} ${variantId} ${quantity}`;

  const post = (request: ReserveRequest): Promise<Reservation> => {
    const { dropId, variantId, quantity } = request;
    const key = requestKey(nameOf(request));
    return proved(key, setProving, (proof) => api.post<Reservation>(`/drops/${dropId}/reservations`, { variantId, quantity }, key, proof));
  };

  const mutation = useMutation({
    ...persistently,
    mutationFn: post,
    onSettled: (_hold, error, request) => {
      // Without a definite answer the key is kept, so that the next press asks for the same thing and not for a second one.
      if (!error || !asProblem(error).isTransient) forgetRequestKey(nameOf(request));
    },
    onSuccess: (hold) => {
      // The same key gets its first answer again, even if the hold has ended since.
      if (hold.status === 'active') {
        addHold(client, hold);
        // Nobody has tried to pay for it yet, so nothing has to be asked for.
        client.setQueryData<Payment | null>(keys.payment(hold.id), (known) => known ?? null);
      }
      tellOtherTabs('holds');
    },
    onError: (error) => {
      const { code, body } = asProblem(error);
      if (code === 'already_reserved') {
        if (body.reservation) addHold(client, body.reservation as Reservation);
        void client.invalidateQueries({ queryKey: keys.active });
      }
      if (code === 'limit_reached') void client.invalidateQueries({ queryKey: keys.purchases });
      if (code === 'unauthenticated') void client.invalidateQueries({ queryKey: accountKey });
      if (PAGE_IS_OUT_OF_DATE.includes(code)) void client.invalidateQueries({ queryKey: dropKeys.all });
    },
  });
  return { ...mutation, isProving };
}

const PREFIX = 'stampede.request.';

/** After this time a press means something new, whatever became of the old request. */
const KEPT_MS = 10 * 60_000;

/**
 * The Idempotency-Key of a request whose outcome is not known yet. The same key gets the first answer again. So the key survives a
 * reload, all tabs share it, and only a definite answer removes it.
 */
export function requestKey(request: string, storage: Storage | undefined = browserStorage()): string {
  const [known, madeAt] = storage?.getItem(PREFIX + request)?.split(' ') ?? [];
  if (known && Math.abs(Date.now() - Number(madeAt)) < KEPT_MS) return known;
  const key = newKey();
  try {
    storage?.setItem(PREFIX + request, `${key} ${Date.now()}`);
  } catch {
    // Storage is full or forbidden: the key then lives as long as this request and its retries.
  }
  return key;
}

export function forgetRequestKey(request: string, storage: Storage | undefined = browserStorage()): void {
  storage?.removeItem(PREFIX + request);
}

function browserStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
