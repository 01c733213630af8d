import { useQuery } from '@tanstack/react-query';
import { api } from './api/client';
import type { Me } from './api/types';

/** Everything under this key belongs to the person who is signed in. */
export const meKey = ['me'] as const;
export const accountKey = [...meKey, 'account'] as const;

export const fetchMe = async ({ signal }: { signal?: AbortSignal } = {}): Promise<Me | null> =>
  (await api.get<{ me?: Me | null }>('/accounts/session', signal)).me ?? null;

/** Who is signed in. Null: nobody. Undefined: not known yet. */
export function useMe() {
  return useQuery({
    queryKey: accountKey,
    queryFn: fetchMe,
    staleTime: 60_000,
    // The visitor may have signed in or out in another tab.
    refetchOnWindowFocus: 'always',
  });
}

export const isOperator = (me: Me | null | undefined): boolean => me?.roles.includes('operator') ?? false;
