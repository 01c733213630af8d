import { replaceEqualDeep, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/lib/api/client';
import { asProblem } from '@/lib/api/problem';
import type { JoinBody, Line, LineEntry, Page } from '@/lib/api/types';
import { serverClock } from '@/lib/clock';
import { dropKeys } from '@/lib/drops/cache';
import { useLiveState } from '@/lib/live/useLive';
import { proved } from '@/lib/proof/prove';
import { persistently } from '@/lib/retry';
import { accountKey, meKey, useMe } from '@/lib/session';
import { hasTurnSoon, pollMs } from './polling';

export const keys = {
  line: (dropId: string) => ['line', dropId] as const,
  entry: (dropId: string) => [...meKey, 'line', dropId] as const,
};

/** Null: the drop has no line, or has it no more. */
async function findLine(dropId: string, signal: AbortSignal): Promise<Line | null> {
  try {
    return await api.getShared<Line>(`/drops/${dropId}/line`, signal);
  } catch (error) {
    if (asProblem(error).code === 'line_not_open') return null;
    throw error;
  }
}

/** A cache on the way may answer with an older line than the one that is shown. */
function newestLine(known: unknown, incoming: unknown): unknown {
  const [before, after] = [known as Line | null | undefined, incoming as Line | null];
  if (before && after && Date.parse(after.serverTime) < Date.parse(before.serverTime)) return before;
  return replaceEqualDeep(before, after);
}

/** The line as everybody sees it. @param entry The visitor's, which tells how soon it is worth asking again. */
export const useLine = (dropId: string, entry: LineEntry | null | undefined) =>
  useQuery({
    queryKey: keys.line(dropId),
    queryFn: ({ signal }) => findLine(dropId, signal),
    structuralSharing: newestLine,
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data ? pollMs(data, entry ?? null, serverClock.now()) : false),
  });

/**
 * Null: not in this line. Who is not known to be in it is looked for in the list of own lines first: there nobody is refused.
 * @param isKnown The visitor was in it a moment ago.
 */
async function findEntry(dropId: string, isKnown: boolean, signal: AbortSignal): Promise<LineEntry | null> {
  if (!isKnown && (await api.get<Page<unknown>>(`/me/lines?dropId=${dropId}`, signal)).items.length === 0) return null;
  try {
    return await api.get<LineEntry>(`/drops/${dropId}/line/me`, signal);
  } catch (error) {
    if (['not_in_line', 'line_not_open', 'drop_not_found'].includes(asProblem(error).code)) return null;
    throw error;
  }
}

/** With the live feed an offer is told at once: then this only makes sure of it. */
const TURN_EVERY_MS = { live: 15_000, polled: 4_000 };

/** Where the visitor stands. Undefined: not known yet. */
export function useEntry(dropId: string) {
  const client = useQueryClient();
  const { data: me } = useMe();
  const isLive = useLiveState() === 'connected';
  return useQuery({
    queryKey: keys.entry(dropId),
    queryFn: ({ signal }) => findEntry(dropId, client.getQueryData(keys.entry(dropId)) != null, signal),
    enabled: !!me,
    // Another device may have joined or left, and the page may have slept: a return to this tab asks at once.
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => {
      const line = client.getQueryData<Line | null>(keys.line(dropId));
      return data && line && hasTurnSoon(line, data) ? TURN_EVERY_MS[isLive ? 'live' : 'polled'] : false;
    },
  });
}

export const refetchLine = (client: QueryClient, dropId: string): Promise<unknown> =>
  Promise.all([keys.line(dropId), keys.entry(dropId)].map((queryKey) => client.invalidateQueries({ queryKey })));

interface JoinRequest {
  body: JoinBody;
  /** The proof of work is solved for it, where the shop asks for one. */
  key: string;
}

/** Joining twice is joining once, from any device: nothing has to be remembered. */
export function useJoin(dropId: string) {
  const client = useQueryClient();
  const [isProving, setProving] = useState(false);
  const join = useMutation({
    ...persistently,
    mutationFn: ({ body, key }: JoinRequest) => proved(key, setProving, (proof) => api.post(`/drops/${dropId}/line`, body, key, proof)),
    onSuccess: () => refetchLine(client, dropId),
    onError: (error) => {
      const { code, isTransient } = asProblem(error);
      if (code === 'unauthenticated') void client.invalidateQueries({ queryKey: accountKey });
      else if (!isTransient) {
        void refetchLine(client, dropId);
        void client.invalidateQueries({ queryKey: dropKeys.all });
      }
    },
  });
  return { ...join, isProving };
}

function useEntryChange<Input>(dropId: string, send: (input: Input) => Promise<LineEntry>) {
  const client = useQueryClient();
  return useMutation({
    ...persistently,
    mutationFn: send,
    onSuccess: (entry) => {
      client.setQueryData<LineEntry | null>(keys.entry(dropId), entry);
      return client.invalidateQueries({ queryKey: keys.line(dropId) });
    },
    onError: (error) => {
      if (!asProblem(error).isTransient) void refetchLine(client, dropId);
    },
  });
}

export const usePrefer = (dropId: string) =>
  useEntryChange(dropId, (body: Pick<JoinBody, 'preferences' | 'quantity'>) => api.patch<LineEntry>(`/drops/${dropId}/line/me`, body));

export const useLeave = (dropId: string) => useEntryChange(dropId, (_nothing: undefined) => api.delete<LineEntry>(`/drops/${dropId}/line/me`));
