import { useState } from 'react';
import { asProblem, type ProblemCode } from '@/lib/api/problem';
import { useServerNow } from '@/lib/clock';

/** Refusals that follow from the stock or the status of the drop. The next news of the drop makes them out of date. */
const OF_THE_DROP: readonly ProblemCode[] = [
  'sold_out', 'all_held', 'insufficient_stock', 'not_published', 'not_started', 'ended', 'paused', 'variant_not_found', 'validation_failed',
];

/** "It is very busy" and the like were true at the press. They are shown for this long. */
const MOMENT_MS = 10_000;

interface Press {
  error: unknown;
  /** The step when the button was pressed, and the step now. */
  pressed: string;
  step: string;
  dropVersion: number;
}

/** The refusal of the last press, as long as it is true. Null as soon as the step, the stock or the time has changed. */
export function useRefusal({ error, pressed, step, dropVersion }: Press): unknown {
  const nowMs = useServerNow();
  const [arrived, setArrived] = useState({ error, dropVersion, atMs: nowMs });
  if (arrived.error !== error) setArrived({ error, dropVersion, atMs: nowMs });
  if (error === null || pressed !== step) return null;
  const { code, body, isTransient, retryAfterSeconds = 0 } = asProblem(error);
  if (OF_THE_DROP.includes(code) && arrived.error === error && arrived.dropVersion !== dropVersion) return null;
  if (typeof body.waitUntil === 'string' && Date.parse(body.waitUntil) <= nowMs) return null;
  if (isTransient && arrived.error === error && nowMs - arrived.atMs > Math.max(MOMENT_MS, retryAfterSeconds * 1000)) return null;
  return error;
}
