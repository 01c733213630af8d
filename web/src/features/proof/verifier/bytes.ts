import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';

export { bytesToHex as toHex, concatBytes, hexToBytes as fromHex };

/** Not the browser's own: that one gives each hash as a promise, and exists on https only. */
export const hash = (bytes: Uint8Array): Uint8Array => sha256(bytes);

export const startHash = () => sha256.create();

const encoder = new TextEncoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

export const hashText = (text: string): Uint8Array => hash(utf8(text));

export const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** RFC 4648 §4 with padding. Null: it is not that. */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
