import { useQuery } from '@tanstack/react-query';
import { api } from './api/client';
import type { Me, ShopRole } from './api/types';

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

const RANKS: readonly ShopRole[] = ['viewer', 'support', 'operator', 'owner'];

/** Whether somebody has this role or a higher one. The server decides; this only spares presses in vain. */
export const may = (me: Me | null | undefined, role: ShopRole): boolean => me?.role != null && RANKS.indexOf(me.role) >= RANKS.indexOf(role);

export const useMay = (role: ShopRole): boolean => may(useMe().data, role);

/** Runs the shop, or would if they had the second factor that it wants. */
export const isOfShop = (me: Me | null | undefined): boolean => may(me, 'viewer') || me?.lacksSecondFactor === true;
