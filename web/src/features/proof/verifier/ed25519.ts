import { ed25519 } from '@noble/curves/ed25519.js';

/** Whether a signature is by the key. Made once for each key. */
type Verify = (signature: Uint8Array, data: Uint8Array) => Promise<boolean>;

/** By the browser itself; by a library where it knows no Ed25519 (Chrome before 137), or where the page came without https. */
async function makeVerify(publicKey: Uint8Array): Promise<Verify> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (subtle) {
    try {
      const key = await subtle.importKey('raw', publicKey as BufferSource, 'Ed25519', false, ['verify']);
      return (signature, data) => subtle.verify('Ed25519', key, signature as BufferSource, data as BufferSource);
    } catch {
      // The library judges this key, too.
    }
  }
  return (signature, data) => {
    try {
      return Promise.resolve(ed25519.verify(signature, data, publicKey, { zip215: false }));
    } catch {
      return Promise.resolve(false);
    }
  };
}

/** An Ed25519 key that a shop says is its own. */
export class PublicKey {
  #verify: Promise<Verify> | undefined;

  constructor(readonly bytes: Uint8Array) {}

  async isSignature(signature: Uint8Array, data: Uint8Array): Promise<boolean> {
    this.#verify ??= makeVerify(this.bytes);
    return (await this.#verify)(signature, data);
  }
}
