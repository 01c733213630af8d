import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Board, Drop, DropInput, DropPatch, Hold, Movement, OperationsHealth, Page, Report, Signals, Verification } from '@/lib/api/types';
import { dropKeys } from '@/lib/live/cache';
import { newestDrop } from '@/lib/live/patch';

const keys = {
  board: (dropId: string) => ['operations', dropId, 'board'] as const,
  holds: (dropId: string) => ['operations', dropId, 'holds'] as const,
  signals: (dropId: string) => ['operations', dropId, 'signals'] as const,
  movements: (dropId: string) => ['operations', dropId, 'movements'] as const,
  report: (dropId: string) => ['operations', dropId, 'report'] as const,
  verification: (dropId: string) => ['operations', dropId, 'verification'] as const,
  health: ['operations', 'health'] as const,
};

/** What the live feed doesn't carry is asked for at this pace, while somebody looks. */
const BOARD_EVERY_MS = 2_000;

export const useBoard = (dropId: string) =>
  useQuery({ queryKey: keys.board(dropId), queryFn: ({ signal }) => api.get<Board>(`/drops/${dropId}/board`, signal), refetchInterval: BOARD_EVERY_MS });

export const useDropHolds = (dropId: string) =>
  useQuery({
    queryKey: keys.holds(dropId),
    queryFn: ({ signal }) => api.get<Page<Hold>>(`/drops/${dropId}/holds?limit=100`, signal),
    refetchInterval: BOARD_EVERY_MS,
  });

/** Who goes about it like a machine does not change within two seconds. */
const SIGNALS_EVERY_MS = 10_000;

export const useSignals = (dropId: string) =>
  useQuery({ queryKey: keys.signals(dropId), queryFn: ({ signal }) => api.get<Signals>(`/drops/${dropId}/signals`, signal), refetchInterval: SIGNALS_EVERY_MS });

export const useConfirmAccount = () =>
  useMutation({
    networkMode: 'always',
    mutationFn: (email: string) => api.post<{ email: string; displayName: string }>('/operations/accounts/confirm', { email }),
  });

/** How many of the newest movements the board shows. */
const LEDGER_SHOWN = 100;

/** The end of the ledger: versions have no gaps, so the newest lines begin at a known number. */
export const useLedger = (dropId: string, version: number) =>
  useQuery({
    queryKey: keys.movements(dropId),
    queryFn: async ({ signal }) => {
      const after = Math.max(0, version - LEDGER_SHOWN);
      const { items } = await api.get<Page<Movement>>(`/drops/${dropId}/movements?after=${after}&limit=${LEDGER_SHOWN}`, signal);
      return items.reverse();
    },
    refetchInterval: BOARD_EVERY_MS,
  });

export const useReport = (dropId: string) =>
  useQuery({ queryKey: keys.report(dropId), queryFn: ({ signal }) => api.get<Report>(`/drops/${dropId}/report`, signal) });

export const useVerification = (dropId: string) =>
  useQuery({ queryKey: keys.verification(dropId), queryFn: ({ signal }) => api.get<Verification>(`/drops/${dropId}/verification`, signal) });

export const useHealth = () =>
  useQuery({ queryKey: keys.health, queryFn: ({ signal }) => api.get<OperationsHealth>('/operations/health', signal), refetchInterval: BOARD_EVERY_MS });

/** Every change answers with the drop as it is now, and that goes to every copy of it. */
function useDropChange<Input>(change: (input: Input) => Promise<Drop>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    networkMode: 'always',
    onSuccess: (drop) => {
      for (const key of [drop.id, drop.slug]) client.setQueryData<Drop>(dropKeys.one(key), (known) => newestDrop(known, drop));
      void client.invalidateQueries({ queryKey: dropKeys.lists });
      void client.invalidateQueries({ queryKey: ['operations', drop.id] });
    },
  });
}

export const useCreateDrop = () => useDropChange((input: DropInput) => api.post<Drop>('/drops', input));

export const useEditDrop = (dropId: string) => useDropChange((patch: DropPatch) => api.patch<Drop>(`/drops/${dropId}`, patch));

export type Command = 'publish' | 'pause' | 'resume' | 'end';

export const useCommand = (dropId: string) => useDropChange((command: Command) => api.post<Drop>(`/drops/${dropId}/${command}`));

export function useAdjust(dropId: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: ({ variantId, change, reason }: { variantId: string; change: number; reason: string }) =>
      api.post(`/drops/${dropId}/variants/${variantId}/adjustments`, { change, reason }),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: dropKeys.all }), client.invalidateQueries({ queryKey: ['operations', dropId] })]),
  });
}

export function useRelease(dropId: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: (reservationId: string) => api.post(`/drops/${dropId}/holds/${reservationId}/release`),
    onSettled: () => client.invalidateQueries({ queryKey: ['operations', dropId] }),
  });
}

export const useUploadPicture = () =>
  useMutation({
    networkMode: 'always',
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('file', file);
      return api.post<{ imageUrl: string }>('/pictures', form);
    },
  });

