import { bls12_381 } from '@noble/curves/bls12-381.js';
import { fromHex, hash } from './bytes';

/** drand's quicknet: a round every 3 s, each signed by all of its members together. Its key is the same for ever. */
export const QUICKNET = '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971';
const GENESIS_SECONDS = 1_692_803_367;
const PERIOD_SECONDS = 3;
const PUBLIC_KEY =
  '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a';
const CIPHER_SUITE = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';

/** Seconds since 1970. */
export const timeOfRound = (round: number): number => GENESIS_SECONDS + PERIOD_SECONDS * (round - 1);

/** BLS on G1, of a message that is the round alone. @param signature In hex. */
export function isSignedByQuicknet(round: number, signature: string): boolean {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(round));
  const bls = bls12_381.shortSignatures;
  try {
    return bls.verify(fromHex(signature), bls.hash(hash(number), CIPHER_SUITE), fromHex(PUBLIC_KEY));
  } catch {
    // It is no point of the curve.
    return false;
  }
}
