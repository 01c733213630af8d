import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { asProblem } from '@/lib/api/problem';
import { newKey } from '@/lib/api/client';
import { persistently } from '@/lib/retry';

/** Keeps the Idempotency-Key of a request whose outcome is not known yet. */
export interface KeyPlace {
  get: () => string | undefined;
  set: (key: string | undefined) => void;
}

/**
 * Whether the outcome of the request is known. "Busy", "not signed in" or no answer only say that this try was not looked at. An
 * earlier try may have been carried out, so the next one needs the same key.
 */
export function isAnswered(error: unknown): boolean {
  if (!error) return true;
  const { status, isTransient } = asProblem(error);
  return status >= 400 && status < 500 && !isTransient && ![401, 403, 408].includes(status);
}

/**
 * A POST of an operator. It repeats by itself until an answer comes. Every try has the same key, so there is one effect. If the
 * form was changed meanwhile, the server says that the first try was carried out.
 */
export function usePost<Input, Answer>(send: (input: Input, key: string) => Promise<Answer>, place?: KeyPlace): UseMutationResult<Answer, Error, Input> {
  const own = useRef<string | undefined>(undefined);
  const inForm: KeyPlace = {
    get: () => own.current,
    set: (key) => {
      own.current = key;
    },
  };
  const { get, set } = place ?? inForm;
  return useMutation<Answer, Error, Input>({
    ...persistently,
    mutationFn: (input) => {
      const key = get() ?? newKey();
      set(key);
      return send(input, key);
    },
    onSettled: (_answer, error) => {
      if (isAnswered(error)) set(undefined);
    },
  });
}

/** There is no answer yet, and the request is being repeated. */
export const isRetrying = ({ isPending, failureCount }: Pick<UseMutationResult<unknown, unknown>, 'isPending' | 'failureCount'>): boolean => isPending && failureCount > 0;
