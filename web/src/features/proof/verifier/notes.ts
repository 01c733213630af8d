import { concatBytes, equal, fromBase64, hash, toHex, utf8 } from './bytes';
import { PublicKey } from './ed25519';
import { FieldFault, type Fields } from './fields';

/** A key in a file or in a receipt. Times are microseconds. */
export interface ShopKey {
  /** The name that it signs under. */
  shop: string;
  key: PublicKey;
  from: number;
  until: number | undefined;
}

export const fingerprint = ({ key }: ShopKey): string => toHex(hash(key.bytes));

export const readKeys = (fields: Fields): ShopKey[] =>
  fields.nestedEach('keys').map((key) => {
    const bytes = fromBase64(key.text('publicKey'));
    if (bytes?.length !== 32) throw new FieldFault('publicKey');
    return { shop: key.text('shop'), key: new PublicKey(bytes), from: key.time('from'), until: key.timeIfAny('until') };
  });

/** The names of a drop's trees and of its file: the first lines of the notes that a shop signs. */
export const originOf = (shop: string, drop: string, what: 'ledger' | 'line' | 'proof'): string => `${shop}/drops/${drop}/${what}`;

interface NoteSignature {
  name: string;
  id: Uint8Array;
  signature: Uint8Array;
}

/** A text with signatures: c2sp.org/signed-note. */
export interface Note {
  /** Ends with a line feed. */
  text: string;
  signatures: NoteSignature[];
}

const NOTE_LENGTH_MAX = 100_000;
const SIGNATURES_MAX = 16;
const SIGNATURE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/;
const ED25519 = Uint8Array.of(0x0a, 1);

/** Null: it is no signed note. */
export function parseNote(note: string): Note | null {
  // eslint-disable-next-line no-control-regex -- no control character but the line feed belongs into a note
  if (note.length > NOTE_LENGTH_MAX || !note.endsWith('\n') || /[\0-\x09\x0b-\x1f]/.test(note)) return null;
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return null;
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const [, name, base64] = SIGNATURE.exec(line) ?? [];
    const bytes = base64 === undefined ? null : fromBase64(base64);
    if (name === undefined || bytes === null || bytes.length <= 4 || signatures.length === SIGNATURES_MAX) return null;
    signatures.push({ name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) });
  }
  return { text: note.slice(0, split + 1), signatures };
}

/** Which of these keys has signed. "wrong": none has, and there is a wrong signature that claims to be by one of them. */
export async function findSigner({ text, signatures }: Note, keys: readonly ShopKey[]): Promise<ShopKey | 'wrong' | null> {
  const name = text.slice(0, text.indexOf('\n'));
  const data = utf8(text);
  let signer: ShopKey | null = null;
  for (const key of keys) {
    const id = hash(concatBytes(utf8(name), ED25519, key.key.bytes)).subarray(0, 4);
    for (const { signature } of signatures.filter((claimed) => claimed.name === name && equal(claimed.id, id))) {
      if (signature.length !== 64 || !(await key.key.isSignature(signature, data))) return 'wrong';
      signer ??= key;
    }
  }
  return signer;
}

/** How large a tree was and what its root was: c2sp.org/tlog-checkpoint. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
}

/** Null: the note is no checkpoint. */
export function checkpointOf({ text }: Note): Checkpoint | null {
  const [, origin, size, base64] = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text) ?? [];
  const root = base64 === undefined ? null : fromBase64(base64);
  return origin === undefined || root?.length !== 32 ? null : { origin, size: Number(size), root };
}
