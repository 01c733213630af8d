import { useQuery } from '@tanstack/react-query';
import { api } from './api/client';
import { asProblem } from './api/problem';
import type { Me } from './api/types';

/** Everything under it belongs to whoever is signed in. */
export const meKey = ['me'] as const;
export const accountKey = [...meKey, 'account'] as const;

/** Who is looking: null for a visitor without an account, undefined while nobody knows yet. */
export function useMe() {
  return useQuery({
    queryKey: accountKey,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        return await api.get<Me>('/me', signal);
      } catch (error) {
        if (asProblem(error).status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

export const isOperator = (me: Me | null | undefined): boolean => me?.roles.includes('operator') ?? false;
