import { concatBytes, equal, hash } from './bytes';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafOf = (line: Uint8Array): Uint8Array => hash(concatBytes(LEAF, line));

const nodeOf = (left: Uint8Array, right: Uint8Array): Uint8Array => hash(concatBytes(NODE, left, right));

/** All that is needed of a tree to add leaves to it and to know its root: the roots of its whole subtrees, the largest first. */
export class CompactRange {
  readonly #roots: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(leaf: Uint8Array): void {
    let joined = leaf;
    for (let left = this.#size; left % 2 === 1; left = (left - 1) / 2) joined = nodeOf(this.#roots.pop() as Uint8Array, joined);
    this.#roots.push(joined);
    this.#size++;
  }

  root(): Uint8Array {
    return this.#roots.length === 0 ? hash(new Uint8Array()) : this.#roots.reduceRight((right, left) => nodeOf(left, right));
  }
}

export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const range = new CompactRange();
  for (const leaf of leaves) range.append(leaf);
  return range.root();
}

/** RFC 9162 §2.1.3.2. @param path The deepest first. */
export function isIncluded(leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[], root: Uint8Array): boolean {
  if (index < 0 || index >= size) return false;
  let [node, last, joined] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      joined = nodeOf(sibling, joined);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      joined = nodeOf(joined, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && equal(root, joined);
}
