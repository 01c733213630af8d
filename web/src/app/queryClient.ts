import { QueryClient } from '@tanstack/react-query';
import { asProblem } from '@/lib/api/problem';
import { waitMs } from '@/lib/persist';

export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // Live events keep what is shown fresh; a return to the tab asks again.
        staleTime: 15_000,
        networkMode: 'always',
        retry: (failures, error) => asProblem(error).isTransient && failures < 3,
        retryDelay: (failures, error) => waitMs(failures, error),
      },
    },
  });
