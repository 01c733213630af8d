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

/** 128 random bits. Not crypto.randomUUID: that exists on https only, and a shop may be tried on a local network. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function tabStorage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
