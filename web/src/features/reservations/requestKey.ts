import { newKey } from '@/lib/newKey';

/**
 * The Idempotency-Key of a request whose outcome is not known yet. Asking again with the same key gets the first answer,
 * so the key outlives a reload, is shared by all tabs, and is forgotten only when a definite answer came.
 */
const PREFIX = 'stampede.request.';

/** After that a press means something new, whatever became of the old one. */
const KEPT_MS = 10 * 60_000;

export function requestKey(request: string, storage: Storage | undefined = browserStorage()): string {
  const [known, madeAt] = storage?.getItem(PREFIX + request)?.split(' ') ?? [];
  if (known && Math.abs(Date.now() - Number(madeAt)) < KEPT_MS) return known;
  const key = newKey();
  try {
    storage?.setItem(PREFIX + request, `${key} ${Date.now()}`);
  } catch {
    // Full or forbidden: the key then lives as long as this attempt and its retries.
  }
  return key;
}

export function forgetRequestKey(request: string, storage: Storage | undefined = browserStorage()): void {
  storage?.removeItem(PREFIX + request);
}

function browserStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
