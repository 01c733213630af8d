import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, newKey } from '@/lib/api/client';
import type { HistoryLine, NewInvitation, OpenInvitation, Page, PeopleRules, Person, ShopRole } from '@/lib/api/types';
import { accountKey } from '@/lib/session';

const keys = {
  all: ['people'] as const,
  list: ['people', 'list'] as const,
  invitations: ['people', 'invitations'] as const,
  history: ['people', 'history'] as const,
};

export const usePeople = () => useQuery({ queryKey: keys.list, queryFn: ({ signal }) => api.get<{ items: Person[]; rules: PeopleRules }>('/people', signal), refetchInterval: 30_000 });

export const useInvitations = () => useQuery({ queryKey: keys.invitations, queryFn: async ({ signal }) => (await api.get<{ items: OpenInvitation[] }>('/people/invitations', signal)).items });

function usePeopleChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: send,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.all });
      // One may have changed oneself.
      await client.invalidateQueries({ queryKey: accountKey });
    },
  });
}

export const useChangeRole = () => usePeopleChange(({ id, role }: { id: string; role: ShopRole }) => api.patch(`/people/${id}`, { role }));

export const useDismiss = () => usePeopleChange((id: string) => api.delete(`/people/${id}`));

export const useResetFactor = () => usePeopleChange((id: string) => api.post(`/people/${id}/reset-second-factor`, undefined, newKey()));

export const useSetRules = () => usePeopleChange((rules: { requireSecondFactor: boolean; supportRefundMax: number }) => api.put<PeopleRules>('/people/rules', rules));

export const useInvite = () => usePeopleChange((invitation: { email: string; role: ShopRole }) => api.post<NewInvitation>('/people/invitations', invitation, newKey()));

export const useWithdraw = () => usePeopleChange((id: string) => api.delete(`/people/invitations/${id}`));

const LINES_PER_PAGE = 50;

export interface HistoryFilter {
  actor: string | null;
  what: string | null;
}

/** Newest first. */
export const useHistory = ({ actor, what }: HistoryFilter) =>
  useInfiniteQuery({
    queryKey: [...keys.history, actor, what],
    queryFn: ({ pageParam, signal }) => {
      const wanted = new URLSearchParams(Object.entries({ actor, what, after: pageParam, limit: String(LINES_PER_PAGE) }).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
      return api.get<Page<HistoryLine>>(`/history?${wanted}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
