// @vitest-environment node
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256, solve } from './sha256';

const hex = (words: Uint32Array) => Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
const nodes = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

it('hashes as everybody else does, at every length around the edges of a block', () => {
  for (const length of [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 1000]) {
    const message = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff);
    expect(hex(sha256(message)), `${length} bytes`).toBe(nodes(message));
  }
});

it('finds the first number whose hash begins with so many zero bits', () => {
  const seed = Buffer.from(nodes(Buffer.from('challenge:key')), 'hex');
  const bitsOf = (n: number) => {
    const count = Buffer.alloc(8);
    count.writeBigUInt64BE(BigInt(n));
    return BigInt(`0x${nodes(Buffer.concat([seed, count]))}`).toString(2).padStart(256, '0').indexOf('1');
  };
  const n = solve('challenge', 'key', 10);
  expect(bitsOf(n)).toBeGreaterThanOrEqual(10);
  for (let earlier = 0; earlier < n; earlier++) expect(bitsOf(earlier)).toBeLessThan(10);
});
