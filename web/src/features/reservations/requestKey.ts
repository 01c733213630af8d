import { newKey } from '@/lib/newKey';

/**
 * The Idempotency-Key of a request whose outcome is not known yet. Asking again with the same key gets the first answer,
 * so the key outlives a reload and is forgotten only when a definite answer came.
 */
const PREFIX = 'stampede.request.';

export function requestKey(request: string, storage: Storage | undefined = tabStorage()): string {
  const known = storage?.getItem(PREFIX + request);
  if (known) return known;
  const key = newKey();
  try {
    storage?.setItem(PREFIX + request, key);
  } catch {
    // Full or forbidden: the key then lives as long as this attempt and its retries.
  }
  return key;
}

export function forgetRequestKey(request: string, storage: Storage | undefined = tabStorage()): void {
  storage?.removeItem(PREFIX + request);
}

function tabStorage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
