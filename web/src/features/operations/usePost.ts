import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { asProblem } from '@/lib/api/problem';
import { newKey } from '@/lib/api/client';
import { persistently } from '@/lib/retry';

/** Where the Idempotency-Key of something whose outcome is not known yet is kept. */
export interface KeyPlace {
  get: () => string | undefined;
  set: (key: string | undefined) => void;
}

/**
 * Whether the server has said what became of the request. What says only that it was not looked at (no answer, busy, not
 * signed in any more) leaves open what became of the try before it, so the next try needs the same key.
 */
export function isAnswered(error: unknown): boolean {
  if (!error) return true;
  const { status, isTransient } = asProblem(error);
  return status >= 400 && status < 500 && !isTransient && ![401, 403, 408].includes(status);
}

/**
 * A POST of an operator, asked again by itself until an answer comes: every try has the key of the first, so there is one
 * effect. Whoever changes a form before the answer has come is told that the first was carried out, if it was.
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

/** No answer yet, and it is being asked again. */
export const isRetrying = ({ isPending, failureCount }: Pick<UseMutationResult<unknown, unknown>, 'isPending' | 'failureCount'>): boolean => isPending && failureCount > 0;
