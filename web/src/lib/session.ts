import { useQuery } from '@tanstack/react-query';
import { api } from './api/client';
import type { Me } from './api/types';

/** Everything under it belongs to whoever is signed in. */
export const meKey = ['me'] as const;
export const accountKey = [...meKey, 'account'] as const;
export const purchasesKey = [...meKey, 'purchases'] as const;

export const fetchMe = async ({ signal }: { signal?: AbortSignal } = {}): Promise<Me | null> =>
  (await api.get<{ me?: Me | null }>('/accounts/session', signal)).me ?? null;

/** Who is looking: null for a visitor without an account, undefined while nobody knows yet. */
export function useMe() {
  return useQuery({
    queryKey: accountKey,
    queryFn: fetchMe,
    staleTime: 60_000,
    // Whoever comes back to this tab may have signed in or out in another one.
    refetchOnWindowFocus: 'always',
  });
}

export const isOperator = (me: Me | null | undefined): boolean => me?.roles.includes('operator') ?? false;
