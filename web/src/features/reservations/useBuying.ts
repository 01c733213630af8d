import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { asProblem } from '@/lib/api/problem';
import type { Drop, Purchase } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { dropKeys } from '@/lib/drops/cache';
import { useLiveState } from '@/lib/live/useLive';
import { useMe } from '@/lib/session';
import { hearOtherTabs } from '@/lib/tabs';
import { useHolds, useLetGo } from './holds';
import { nextStep, type Step } from './nextStep';
import { useAllPurchases, useBuy } from './purchases';
import { useRefusal } from './refusal';
import { useReserve } from './reserve';

interface Outcome {
  onBought: (purchase: Purchase) => void;
  onLetGo: () => void;
}

/** Steps in which a quantity can be chosen. It is there before the opening too, so that nothing moves at the opening. */
const WITH_QUANTITY: readonly Step['kind'][] = ['opens', 'chooseSize', 'reserve', 'allHeld', 'sizeHeld', 'sizeGone'];

/** Buying a drop, from the choice of a size to the receipt: the next step, what a press does, and why the last press was refused. */
export function useBuying(drop: Drop, { onBought, onLetGo }: Outcome) {
  const client = useQueryClient();
  const nowMs = useServerNow();
  const isLive = useLiveState() === 'connected';
  const { data: me } = useMe();
  const holds = useHolds().filter(({ dropId }) => dropId === drop.id);
  const purchases = useAllPurchases().filter(({ dropId }) => dropId === drop.id);
  const reserve = useReserve();
  const buy = useBuy();
  const letGo = useLetGo();
  const [chosen, choose] = useState<string | null>(null);
  const [wanted, setWanted] = useState(1);
  /** The step that the last press was for. */
  const [pressed, setPressed] = useState('');
  /** A visitor pressed for this size and has to sign in first. */
  const [unsigned, setUnsigned] = useState<string | null>(null);

  let step = nextStep({ drop, holds, purchases, variantId: chosen, nowMs });
  // A purchase under way stays on the button until its answer, whatever news of the hold comes in between.
  if (buy.data) step = { kind: 'yours', purchase: buy.data };
  else if (buy.isPending) step = { kind: 'complete', hold: buy.variables };
  const hold = step.kind === 'complete' || step.kind === 'lapsing' ? step.hold : null;
  const stepName = `${step.kind} ${step.kind === 'reserve' ? step.variantId : (hold?.id ?? '')}`;
  const refusal = useRefusal({ error: buy.error ?? letGo.error ?? reserve.error, pressed, step: stepName, dropVersion: drop.version });

  const owned = purchases.reduce((sum, { quantity }) => sum + quantity, 0);
  const allowed = drop.limitPerCustomer - owned;
  const quantityMax = step.kind === 'reserve' ? step.quantityMax : allowed;
  const quantity = Math.min(wanted, quantityMax);

  const begin = () => {
    [reserve, buy, letGo].forEach((mutation) => mutation.reset());
    setPressed(stepName);
  };
  // The live feed brings the new stock; without it the page has to ask.
  const refetchStock = () => {
    if (!isLive) void client.invalidateQueries({ queryKey: dropKeys.all });
  };
  const sendReservation = (variantId: string) => {
    begin();
    reserve.mutate(
      { dropId: drop.id, variantId, quantity },
      { onSettled: refetchStock, onError: (error) => setUnsigned(asProblem(error).code === 'unauthenticated' ? variantId : null) },
    );
  };

  // Somebody signed in or out in another tab: the question is answered there.
  useEffect(() => hearOtherTabs((news) => { if (news === 'account') setUnsigned(null); }), []);

  return {
    step,
    hold,
    refusal,
    /** The request that the button waits for. */
    attempt: step.kind === 'complete' ? buy : reserve,
    variantId: hold?.variantId ?? chosen,
    choose,
    /** Null: there is nothing to choose. */
    quantity: allowed > 1 && WITH_QUANTITY.includes(step.kind) ? { value: quantity, max: quantityMax, onChange: setWanted } : null,
    reserve: (variantId: string) => {
      if (me) sendReservation(variantId);
      else setUnsigned(variantId);
    },
    complete: () => {
      if (!hold) return;
      begin();
      buy.mutate(hold, {
        onSuccess: (purchase) => {
          refetchStock();
          onBought(purchase);
        },
      });
    },
    isLettingGo: letGo.isPending,
    letGo: () => {
      if (!hold) return;
      begin();
      letGo.mutate(hold, { onSettled: refetchStock, onSuccess: onLetGo });
    },
    /** The press waits until somebody has signed in. Then it goes on by itself: in a drop, seconds count. */
    signIn: unsigned === null ? null : {
      cancel: () => setUnsigned(null),
      goOn: () => {
        setUnsigned(null);
        sendReservation(unsigned);
      },
    },
  };
}
