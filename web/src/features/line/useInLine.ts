import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { newKey } from '@/lib/api/client';
import { asProblem } from '@/lib/api/problem';
import type { Drop } from '@/lib/api/types';
import { useServerNow } from '@/lib/clock';
import { dropKeys } from '@/lib/drops/cache';
import { useLiveRest } from '@/lib/live/useLive';
import { useMe } from '@/lib/session';
import { hearOtherTabs, tellOtherTabs } from '@/lib/tabs';
import { isFarOff } from './polling';
import { keys, refetchLine, useEntry, useJoin, useLeave, useLine, usePrefer } from './queries';
import { standingOf } from './standing';

export type InLine = NonNullable<ReturnType<typeof useInLine>>;

/** What the visitor chose before joining. */
interface Wish {
  preferences: string[];
  quantity: number;
}

/**
 * The visitor in a drop's line: how they stand, and what they can do.
 * @param offerId What the line has set aside for them now. Null: nothing.
 * @param isHolding Something is on hold for them, of this drop or another one.
 * @returns Null: not known yet, or the drop has no line.
 */
export function useInLine(drop: Drop, offerId: string | null, isHolding: boolean) {
  const client = useQueryClient();
  const nowMs = useServerNow();
  const { data: me } = useMe();
  const found = useEntry(drop.id);
  const entry = me === null ? null : found.data;
  const { data: line, isError } = useLine(drop.id, entry);
  // What can't be asked for may be told, and the connection shows whether the server is there.
  const isAnswered = !isError && !found.isError;
  const isUnknown = line === undefined || (me !== null && entry === undefined);
  useLiveRest(isAnswered && !isHolding && (isUnknown ? drop.entrance !== 'open' : line !== null && isFarOff(line, entry ?? null)));
  const join = useJoin(drop.id);
  const prefer = usePrefer(drop.id);
  const leave = useLeave(drop.id);
  /** A visitor pressed to join and has to sign in first. */
  const [unsigned, setUnsigned] = useState<Wish | null>(null);

  // What becomes of an offer changes the visitor's place, and so does each step of the line.
  const place = entry?.place ?? null;
  const wasReached = line && place !== null ? line.servedTo >= place : false;
  const seen = `${offerId} ${line?.phase} ${wasReached}`;
  const shown = useRef(seen);
  useEffect(() => {
    if (shown.current === seen) return;
    shown.current = seen;
    void client.invalidateQueries({ queryKey: keys.entry(drop.id) });
    void client.invalidateQueries({ queryKey: dropKeys.all });
  }, [client, drop.id, seen]);

  // Another tab of this browser joined, left, or took what was offered.
  useEffect(() => hearOtherTabs((news) => {
    if (news === 'line' || news === 'holds') void refetchLine(client, drop.id);
    if (news === 'account') setUnsigned(null);
  }), [client, drop.id]);

  if (line == null || me === undefined || (entry === undefined && !found.isError)) return null;
  const tell = { onSuccess: () => tellOtherTabs('line') };
  const reset = () => [join, prefer, leave].forEach((request) => request.reset());
  const send = (wish: Wish) => {
    reset();
    join.mutate(
      { body: { ...wish, acceptsRules: true }, key: newKey() },
      { ...tell, onError: (error) => setUnsigned(asProblem(error).code === 'unauthenticated' ? wish : null) },
    );
  };
  return {
    line,
    entry: entry ?? null,
    me,
    standing: standingOf({ drop, line, entry: entry ?? null, isOffered: offerId !== null, nowMs }),
    /** Why the last press was refused. */
    refusal: join.error ?? prefer.error ?? leave.error,
    join: { isPending: join.isPending, isProving: join.isProving, isRetrying: join.isPending && join.failureCount > 0 },
    isChanging: prefer.isPending,
    isLeaving: leave.isPending,
    onJoin: (wish: Wish) => {
      if (me) send(wish);
      else setUnsigned(wish);
    },
    onPrefer: (wish: Wish, onDone: () => void) => {
      reset();
      prefer.mutate(wish, { onSuccess: () => { tell.onSuccess(); onDone(); } });
    },
    onLeave: () => {
      reset();
      leave.mutate(undefined, tell);
    },
    /** The press waits until somebody has signed in, and goes on by itself. */
    signIn: unsigned === null ? null : {
      cancel: () => setUnsigned(null),
      goOn: () => {
        setUnsigned(null);
        send(unsigned);
      },
    },
  };
}
