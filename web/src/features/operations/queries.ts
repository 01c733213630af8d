import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api } from '@/lib/api/client';
import { fetchPage } from '@/lib/api/pages';
import { asProblem } from '@/lib/api/problem';
import type { Board, Drop, DropInput, DropPatch, Figures, Hold, ImportReport, Line, LineRules, Movement, OperationsHealth, OperatorLine, OperatorPayment, Page, PaymentState, PaymentStep, RanDrops, Report, ShopOverview, Signals, UploadedPicture, Verification, Warning } from '@/lib/api/types';
import { dropKeys } from '@/lib/drops/cache';
import { newestDrop } from '@/lib/drops/patch';
import { usePost, type KeyPlace } from './usePost';

const keys = {
  board: (dropId: string) => ['operations', dropId, 'board'] as const,
  holds: (dropId: string) => ['operations', dropId, 'holds'] as const,
  signals: (dropId: string) => ['operations', dropId, 'signals'] as const,
  movements: (dropId: string) => ['operations', dropId, 'movements'] as const,
  line: (dropId: string) => ['operations', dropId, 'line'] as const,
  figures: (dropId: string) => ['operations', dropId, 'figures'] as const,
  report: (dropId: string) => ['operations', dropId, 'report'] as const,
  verification: (dropId: string) => ['verification', dropId] as const,
  payments: ['operations', 'payments'] as const,
  overview: ['operations', 'overview'] as const,
  warnings: ['operations', 'warnings'] as const,
  health: ['operations', 'health'] as const,
};

/** What the live feed does not bring is fetched this often while the page is open. */
const BOARD_EVERY_MS = 2_000;

export const useBoard = (dropId: string) =>
  useQuery({ queryKey: keys.board(dropId), queryFn: ({ signal }) => api.get<Board>(`/drops/${dropId}/board`, signal), refetchInterval: BOARD_EVERY_MS });

/** They cost the database more than the board does. */
const FIGURES_EVERY_MS = 5_000;

export const useFigures = (dropId: string) =>
  useQuery({ queryKey: keys.figures(dropId), queryFn: ({ signal }) => api.get<Figures>(`/drops/${dropId}/figures`, signal), refetchInterval: FIGURES_EVERY_MS });

export const useOverview = () =>
  useQuery({ queryKey: keys.overview, queryFn: ({ signal }) => api.get<ShopOverview>('/operations/overview', signal), refetchInterval: 30_000 });

const NO_WARNINGS: Warning[] = [];

/** What is wrong now. What was last known stays while the server does not answer: that has a banner of its own. */
export function useWarnings(): Warning[] {
  const { data } = useQuery({ queryKey: keys.warnings, queryFn: ({ signal }) => api.get<{ warnings: Warning[] }>('/operations/warnings', signal), refetchInterval: 10_000 });
  return data?.warnings ?? NO_WARNINGS;
}

/** A list begins with this many lines; each press on "more" adds as many. */
const LINES_PER_PAGE = 100;

/** Newest first. All fetched pages are fetched again; the more there are, the less often. */
export const useDropHolds = (dropId: string, isShown = true) =>
  useInfiniteQuery({
    enabled: isShown,
    queryKey: keys.holds(dropId),
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Hold>>(`/drops/${dropId}/holds?limit=${LINES_PER_PAGE}${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) => BOARD_EVERY_MS * Math.max(1, state.data?.pages.length ?? 1),
  });

/** What is looked for is read for this page alone, so it is asked for less often. */
const FOUND_EVERY_MS = 5_000;

/** @param search As the API's list takes it. An empty one fetches nothing. */
export const useFoundHolds = (dropId: string, search: string) =>
  useInfiniteQuery({
    queryKey: [...keys.holds(dropId), 'found', search],
    queryFn: (page) => fetchPage<Hold>(`/drops/${dropId}/holds?${search}`, LINES_PER_PAGE, page),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => FOUND_EVERY_MS * Math.max(1, state.data?.pages.length ?? 1),
    enabled: search !== '',
  });

/** Lines of the ledger that are looked for, newest first. A page may have none and go on all the same. */
export const useFoundMovements = (dropId: string, search: string) =>
  useInfiniteQuery({
    queryKey: [...keys.movements(dropId), 'found', search],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Movement>>(`/drops/${dropId}/movements?${search}&sort=newest&limit=${LINES_PER_PAGE}${pageParam === null ? '' : `&after=${encodeURIComponent(pageParam)}`}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
    enabled: search !== '',
  });

/** The signs of bots change slowly. */
const SIGNALS_EVERY_MS = 10_000;

export const useSignals = (dropId: string) =>
  useQuery({ queryKey: keys.signals(dropId), queryFn: ({ signal }) => api.get<Signals>(`/drops/${dropId}/signals`, signal), refetchInterval: SIGNALS_EVERY_MS });

export const useConfirmAccount = () =>
  usePost((email: string, key) => api.post<{ email: string; displayName: string }>('/operations/accounts/confirm', { email }, key));

/** The most movements that the server gives in one answer. */
const MOVEMENTS_MAX = 1_000;

/**
 * The end of the ledger, newest first and without gaps; `earlier.fetch` adds the lines before it. Lines never change, so the page
 * fetches only new ones. If there are too many new ones for one answer, the list starts again at the end.
 */
export function useLedger(dropId: string, isShown = true) {
  const client = useQueryClient();
  const queryKey = keys.movements(dropId);
  const wanted = useRef(LINES_PER_PAGE);
  const after = async (version: number, limit: number, signal?: AbortSignal) => {
    const { items, next } = await api.get<Page<Movement>>(`/drops/${dropId}/movements?after=${version}&limit=${limit}`, signal);
    return { lines: items.reverse(), isAll: next === null };
  };
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<Movement[]>(queryKey) ?? [];
      if (known[0] !== undefined) {
        const { lines, isAll } = await after(known[0].version, MOVEMENTS_MAX, signal);
        if (isAll) return [...lines, ...(client.getQueryData<Movement[]>(queryKey) ?? known)].slice(0, wanted.current);
      }
      const { version } = await api.get<Drop>(`/drops/${dropId}`, signal);
      wanted.current = LINES_PER_PAGE;
      return (await after(Math.max(0, version - LINES_PER_PAGE), MOVEMENTS_MAX, signal)).lines;
    },
    refetchInterval: BOARD_EVERY_MS,
    enabled: isShown,
  });
  const earlier = useMutation({
    networkMode: 'always',
    mutationFn: async (oldest: number) => {
      const from = Math.max(0, oldest - 1 - LINES_PER_PAGE);
      const { lines } = await after(from, oldest - 1 - from);
      wanted.current += LINES_PER_PAGE;
      client.setQueryData<Movement[]>(queryKey, (known = []) => (known.at(-1)?.version === oldest ? [...known, ...lines] : known));
    },
  });
  const oldest = query.data?.at(-1)?.version ?? 1;
  return { ...query, earlier: { has: oldest > 1, busy: earlier.isPending, error: earlier.error, fetch: () => earlier.mutate(oldest) } };
}

export const useReport = (dropId: string) =>
  useQuery({ queryKey: keys.report(dropId), queryFn: ({ signal }) => api.get<Report>(`/drops/${dropId}/report`, signal) });

/** A little longer than the server allows itself. */
const VERIFIED_WITHIN_MS = 630_000;

/** Runs only on demand, because it reads the whole ledger. The server finishes it even if nobody waits any more. */
export const useVerification = (dropId: string) =>
  useQuery({
    queryKey: keys.verification(dropId),
    queryFn: ({ signal }) => api.get<Verification>(`/drops/${dropId}/verification`, signal, VERIFIED_WITHIN_MS),
    enabled: false,
    retry: false,
  });

export const useHealth = () =>
  useQuery({ queryKey: keys.health, queryFn: ({ signal }) => api.get<OperationsHealth>('/operations/health', signal), refetchInterval: BOARD_EVERY_MS });

/** The answer to a change is the drop as it is now: every copy of it is replaced. */
function updateDrop(client: QueryClient, drop: Drop): void {
  for (const key of [drop.id, drop.slug]) client.setQueryData<Drop>(dropKeys.one(key), (known) => newestDrop(known, drop));
  void client.invalidateQueries({ queryKey: dropKeys.lists });
  void client.invalidateQueries({ queryKey: ['operations', drop.id] });
}

export interface NewDrop extends DropInput {
  /** Absent: anybody may reserve, and there is no line. */
  rules?: LineRules | undefined;
}

/**
 * A drop with a line is made as a draft, gets its line and is published then: nobody can buy past a line that is not there yet.
 * @param onDone Is called even if the page has been left.
 * @returns The drop, and why its line could not be set; it is a draft then.
 */
export function useCreateDrop(place: KeyPlace, onDone: () => void) {
  const client = useQueryClient();
  return usePost(async ({ rules, ...input }: NewDrop, key): Promise<Drop & { unset?: string }> => {
    let drop: Drop & { unset?: string } = await api.post<Drop>('/drops', rules ? { ...input, draft: true } : input, key);
    if (rules) {
      try {
        await api.put<OperatorLine>(`/drops/${drop.id}/line`, rules);
        drop = input.draft ? await api.get<Drop>(`/drops/${drop.id}`) : await api.post<Drop>(`/drops/${drop.id}/publish`, undefined, `${key}-publish`);
      } catch (error) {
        const { code, isTransient } = asProblem(error);
        // Sent again with the same key, it goes on where it stopped.
        if (isTransient) throw error;
        drop = { ...drop, unset: code };
      }
    }
    updateDrop(client, drop);
    onDone();
    return drop;
  }, place);
}

/** Where nobody has joined yet. Sent again, the same rules are in effect already. */
export function useSetLine(dropId: string) {
  const client = useQueryClient();
  return usePost(async (rules: LineRules, _key) => {
    await api.put<OperatorLine>(`/drops/${dropId}/line`, rules);
    updateDrop(client, await api.get<Drop>(`/drops/${dropId}`));
  });
}

/** What operators see of a line, and what everybody sees. */
export interface LineBoard {
  own: OperatorLine;
  shown: Line;
}

export const useLineBoard = (dropId: string, hasLine = true) =>
  useQuery({
    queryKey: keys.line(dropId),
    queryFn: async ({ signal }): Promise<LineBoard> => {
      const [own, shown] = await Promise.all([api.get<OperatorLine>(`/drops/${dropId}/line/operations`, signal), api.getShared<Line>(`/drops/${dropId}/line`, signal)]);
      return { own, shown };
    },
    enabled: hasLine,
    refetchInterval: BOARD_EVERY_MS,
  });

/** What an operator does with a line. Sent twice it has one effect: each says how the line is to be, not by how much to change it. */
export function useLineAct<Body, Answer = OperatorLine>(dropId: string, act: 'pace' | 'exclusions' | 'beacon' | 'skip' | 'cancel') {
  const client = useQueryClient();
  return usePost(async (body: Body, key) => {
    const answer = await api.post<Answer>(`/drops/${dropId}/line/${act}`, body, key);
    await client.invalidateQueries({ queryKey: ['operations', dropId] });
    if (act === 'cancel') await client.invalidateQueries({ queryKey: dropKeys.all });
    return answer;
  });
}

/** Whether this shop sends mail. Undefined: not known. */
export const useMail = (): boolean | undefined => useQuery({ queryKey: keys.health, queryFn: ({ signal }) => api.get<OperationsHealth>('/operations/health', signal) }).data?.sendsMail;

/** Does not repeat by itself: somebody else may have changed the same field in between. */
export function useEditDrop(dropId: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: (patch: DropPatch) => api.patch<Drop>(`/drops/${dropId}`, patch),
    onSuccess: (drop) => {
      updateDrop(client, drop);
      onDone();
    },
  });
}

/** Of a draft: nobody will see it again. */
export function useRemoveDrop(dropId: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: () => api.delete(`/drops/${dropId}`),
    onSuccess: () => void client.invalidateQueries({ queryKey: dropKeys.lists }),
  });
}

export type Command = 'publish' | 'pause' | 'resume' | 'end' | 'archive' | 'unarchive';

export function useCommand(dropId: string, command: Command) {
  const client = useQueryClient();
  return usePost(async (_nothing: undefined, key) => updateDrop(client, await api.post<Drop>(`/drops/${dropId}/${command}`, undefined, key)));
}

export function useAdjust(dropId: string) {
  const client = useQueryClient();
  return usePost(async ({ variantId, change, reason }: { variantId: string; change: number; reason: string }, key) => {
    await api.post(`/drops/${dropId}/variants/${variantId}/adjustments`, { change, reason }, key);
    void client.invalidateQueries({ queryKey: dropKeys.all });
    void client.invalidateQueries({ queryKey: ['operations', dropId] });
  });
}

export type DropAct = 'publish' | 'pause' | 'resume' | 'archive';

/** One act on several drops. The answer says of each what became of it. */
export function useRunDrops() {
  const client = useQueryClient();
  return usePost(async (body: { act: DropAct; ids: string[] }, key) => {
    const answer = await api.post<RanDrops>('/operations/drops', body, key);
    for (const { drop } of answer.items) if (drop) updateDrop(client, drop);
    return answer;
  });
}

/** A thousand drops are written one after the other. */
const IMPORT_WITHIN_MS = 120_000;

/** @param isDry Nothing is written: the answer says what would be. */
export function useImport(isDry: boolean) {
  const client = useQueryClient();
  return usePost(async (file: File, key) => {
    const body = new Blob([file], { type: file.name.toLowerCase().endsWith('.json') ? 'application/json' : 'text/csv' });
    const report = await api.post<ImportReport>(`/drops/import?dryRun=${isDry}`, body, key, undefined, IMPORT_WITHIN_MS);
    if (!isDry) void client.invalidateQueries({ queryKey: dropKeys.all });
    return report;
  });
}

export function useRelease(dropId: string, reservationId: string) {
  const client = useQueryClient();
  return usePost(async (_nothing: undefined, key) => {
    await api.post(`/drops/${dropId}/holds/${reservationId}/release`, undefined, key);
    void client.invalidateQueries({ queryKey: ['operations', dropId] });
  });
}

export const useUploadPicture = () =>
  usePost((file: File, key) => {
    const form = new FormData();
    form.append('file', file);
    return api.post<UploadedPicture>('/pictures', form, key);
  });

export interface PaymentFilter {
  state: PaymentState | null;
  dropId: string | null;
  /** Null: both. */
  needsHand: boolean | null;
}

/** Newest first, across drops. */
export const usePayments = ({ state, dropId, needsHand }: PaymentFilter) =>
  useInfiniteQuery({
    queryKey: [...keys.payments, state, dropId, needsHand],
    queryFn: (page) => {
      const wanted = new URLSearchParams(Object.entries({ state, dropId, needsHand }).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])));
      return fetchPage<OperatorPayment>(`/operations/payments?${wanted}`, LINES_PER_PAGE, page);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state: { data } }) => SIGNALS_EVERY_MS * Math.max(1, data?.pages.length ?? 1),
  });

/** One, with its steps and its refunds. */
export const usePaymentOfShop = (paymentId: string) =>
  useQuery({
    queryKey: [...keys.payments, paymentId],
    queryFn: ({ signal }) => api.get<OperatorPayment>(`/operations/payments/${encodeURIComponent(paymentId)}`, signal),
    refetchInterval: SIGNALS_EVERY_MS,
  });

/** What operators did with the payments of a drop, newest first. */
export const usePaymentActs = (dropId: string) =>
  useQuery({
    queryKey: [...keys.payments, 'acts', dropId],
    queryFn: async ({ signal }) => (await api.get<{ items: PaymentStep[] }>(`/drops/${dropId}/payments/acts`, signal)).items,
    refetchInterval: SIGNALS_EVERY_MS,
  });

/** What an operator does with a payment. The answer is the payment as it then stands; the lists are fetched again. */
export function usePaymentAct<Body>(paymentId: string, act: 'refund' | 'capture' | 'void') {
  const client = useQueryClient();
  return usePost(async (body: Body, key) => {
    await api.post<OperatorPayment>(`/operations/payments/${paymentId}/${act}`, body, key);
    void client.invalidateQueries({ queryKey: ['operations'] });
  });
}
