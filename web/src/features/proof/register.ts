import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { LineRegister, RegisterItem } from '@/lib/api/types';

/** Newest first, in pages as long as the server makes them. */
export const useRegister = () =>
  useInfiniteQuery({
    queryKey: ['register'],
    queryFn: ({ pageParam, signal }) => api.get<LineRegister>(`/register${pageParam === null ? '' : `?before=${pageParam}`}`, signal),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  });

/** The numbers that are not there, between the newest line and the last one that was fetched. */
export function missingOf(items: readonly Pick<RegisterItem, 'line'>[], isWhole: boolean): number[] {
  const there = new Set(items.map(({ line }) => line));
  const newest = items[0]?.line ?? 0;
  const oldest = isWhole ? 1 : (items.at(-1)?.line ?? 1);
  const missing: number[] = [];
  for (let line = newest - 1; line >= oldest && missing.length < MISSING_SHOWN; line--) if (!there.has(line)) missing.push(line);
  return missing;
}

/** More of them say nothing more. */
const MISSING_SHOWN = 20;
