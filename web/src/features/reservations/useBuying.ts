import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { asProblem } from '@/lib/api/problem';
import type { Drop, Purchase } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { dropKeys } from '@/lib/drops/cache';
import { isPaidFor } from '@/lib/payments';
import { useLiveState } from '@/lib/live/useLive';
import { useMe } from '@/lib/session';
import { hearOtherTabs } from '@/lib/tabs';
import { useClaim, useHolds, useLetGo } from './holds';
import { nextStep, ownedUnits, type Step } from './nextStep';
import { useAllPurchases, useBuy } from './purchases';
import { useRefusal } from './refusal';
import { useReserve } from './reserve';
import { usePaying } from './usePaying';

interface Outcome {
  onBought: (purchase: Purchase) => void;
  onLetGo: () => void;
}

/** Steps in which a quantity can be chosen. It is there before the opening too, so that nothing moves at the opening. */
const WITH_QUANTITY: readonly Step['kind'][] = ['opens', 'chooseSize', 'reserve', 'allHeld', 'sizeHeld', 'sizeGone'];

/** Null: none yet, or one that is no longer there. */
function readSize({ id, variants }: Drop): string | null {
  try {
    const stored = sessionStorage.getItem(`size ${id}`);
    return variants.some((variant) => variant.id === stored) ? stored : null;
  } catch {
    return null;
  }
}

function storeSize({ id }: Drop, variantId: string): void {
  try {
    sessionStorage.setItem(`size ${id}`, variantId);
  } catch {
    // Storage is forbidden: the choice holds until the page is closed.
  }
}

/** Buying a drop, from the choice of a size to the receipt: the next step, what a press does, and why the last press was refused. */
export function useBuying(drop: Drop, { onBought, onLetGo }: Outcome) {
  const client = useQueryClient();
  const nowMs = useServerNow();
  const isLive = useLiveState() === 'connected';
  const { data: me } = useMe();
  const holds = useHolds().filter(({ dropId }) => dropId === drop.id);
  const purchases = useAllPurchases().filter(({ dropId }) => dropId === drop.id);
  const reserve = useReserve();
  const claim = useClaim();
  const buy = useBuy();
  const letGo = useLetGo();
  const [chosen, setChosen] = useState(() => readSize(drop));
  const [wanted, setWanted] = useState(1);
  /** The step that the last press was for. */
  const [pressed, setPressed] = useState('');
  /** A visitor pressed for this size and has to sign in first. */
  const [unsigned, setUnsigned] = useState<string | null>(null);

  // The live feed brings the new stock; without it the page has to ask.
  const refetchStock = () => {
    if (!isLive) void client.invalidateQueries({ queryKey: dropKeys.all });
  };

  let step = nextStep({ drop, holds, purchases, variantId: chosen, nowMs });
  const held = 'hold' in step ? step.hold : null;
  const paying = usePaying(held && isPaidFor(drop, held.price) ? held : null, (purchase) => {
    refetchStock();
    onBought(purchase);
  });
  // A purchase under way stays on the button until its answer, whatever news of the hold comes in between.
  if (buy.data) step = { kind: 'yours', purchase: buy.data };
  else if (buy.isPending) step = { kind: 'complete', hold: buy.variables };
  else if (paying.purchase && !held) step = { kind: 'yours', purchase: paying.purchase };
  else if (paying.hold && paying.isBusy) step = { kind: 'complete', hold: paying.hold };
  const hold = 'hold' in step ? step.hold : null;
  const stepName = `${step.kind} ${step.kind === 'reserve' ? step.variantId : (hold?.id ?? '')}`;
  const isPaid = hold !== null && isPaidFor(drop, hold.price);
  const refusal = useRefusal({ error: buy.error ?? paying.error ?? letGo.error ?? claim.error ?? reserve.error, pressed, step: stepName, dropVersion: drop.version });

  const allowed = drop.limitPerCustomer - ownedUnits(purchases);
  const quantityMax = step.kind === 'reserve' ? step.quantityMax : allowed;
  const quantity = Math.min(wanted, quantityMax);

  const begin = () => {
    [reserve, claim, buy, letGo, paying].forEach((request) => request.reset());
    setPressed(stepName);
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
    refusal: refusal ?? (isPaid ? paying.declined : null),
    /** The request that the button waits for. */
    attempt: step.kind === 'claim' ? claim : step.kind !== 'complete' ? reserve : isPaid ? { ...paying.pay, isPending: paying.isBusy || !paying.isReady } : buy,
    /** How the hold is paid for. Null: it is bought by a press. */
    paying: isPaid ? { ...paying, giveUp: () => { begin(); paying.giveUp(); }, answer: (challenge: 'pass' | 'fail' | null) => { begin(); paying.answer(challenge); } } : null,
    /** The last hold ran out while its payment was under way. */
    isTimeOver: paying.isTimeOver,
    variantId: hold?.variantId ?? chosen,
    choose: (variantId: string) => {
      setChosen(variantId);
      // Chosen before the opening, it is still chosen at the opening, after whatever reload.
      if (step.kind === 'opens') storeSize(drop, variantId);
    },
    /** Null: there is nothing to choose. */
    quantity: allowed > 1 && WITH_QUANTITY.includes(step.kind) ? { value: quantity, max: quantityMax, onChange: setWanted } : null,
    reserve: (variantId: string) => {
      // Who it is may not be known yet: then the server says whether a name is needed.
      if (me === null) setUnsigned(variantId);
      else sendReservation(variantId);
    },
    claim: () => {
      if (!hold) return;
      begin();
      claim.mutate(hold);
    },
    complete: () => {
      if (!hold) return;
      begin();
      if (isPaid) {
        void paying.start();
        return;
      }
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
