/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index here is within its fixed array, and a check on each would be half of the work */
/**
 * SHA-256 (FIPS 180-4). Not the browser's own: it exists on https only, and gives each hash as a promise. For a million hashes the
 * promises take longer than the hashing.
 */
const K = new Uint32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
  0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
  0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
  0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
  0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
  0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const BLOCK_WORDS = 16;

/** Mixes one block into the state. The first 16 words of `w` are the block, the others are for intermediate results. */
function mix(state: Uint32Array, w: Uint32Array): void {
  for (let i = BLOCK_WORDS; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0]! += a; state[1]! += b; state[2]! += c; state[3]! += d; state[4]! += e; state[5]! += f; state[6]! += g; state[7]! += h;
}

/** The hash as eight words, the first the most significant. */
export function sha256(message: Uint8Array): Uint32Array {
  const padded = new Uint8Array((((message.length + 8) >> 6) + 1) << 6);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 0x2000_0000));
  view.setUint32(padded.length - 4, message.length << 3);
  const state = Uint32Array.from(START);
  const w = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < BLOCK_WORDS; i++) w[i] = view.getUint32(block + i * 4);
    mix(state, w);
  }
  return state;
}

/**
 * The first number n for which SHA-256 of (SHA-256 of `challenge:key`, n as eight bytes) begins with this many zero bits.
 * It takes 2^bits hashes on average; a device makes about a million a second.
 */
export function solve(challenge: string, key: string, bits: number): number {
  const seed = sha256(new TextEncoder().encode(`${challenge}:${key}`));
  const state = new Uint32Array(8);
  const w = new Uint32Array(64);
  for (let n = 0; ; n++) {
    w.set(seed);
    w[8] = Math.floor(n / 0x1_0000_0000);
    w[9] = n;
    w[10] = 0x8000_0000;
    w.fill(0, 11, 15);
    w[15] = 40 * 8;
    state.set(START);
    mix(state, w);
    if (zeroBits(state) >= bits) return n;
  }
}

const zeroBits = (hash: Uint32Array): number => (hash[0] === 0 ? 32 + Math.clz32(hash[1]!) : Math.clz32(hash[0]!));
