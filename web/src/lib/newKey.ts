/** 128 random bits. Not crypto.randomUUID: that exists on https only, and a shop may be tried on a local network. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
