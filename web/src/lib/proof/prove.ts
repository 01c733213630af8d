import { asProblem } from '../api/problem';

interface Challenge {
  text: string;
  bits: number;
}

const asChallenge = (value: unknown): Challenge | null =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' && 'bits' in value && typeof value.bits === 'number'
    ? { text: value.text, bits: value.bits }
    : null;

/** The value of the header Stampede-Proof, for one request's key. */
function prove({ text, bits }: Challenge, key: string): Promise<string> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number>) => resolve(`${text}:${data}`);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ challenge: text, key, bits });
  }).finally(() => worker.terminate());
}

/** A challenge may expire while the device solves it. A device that is too slow gives up after this many. */
const PROOFS_MAX = 3;

/**
 * Sends a request, and again with the proof of work that this shop asks for.
 * @param key The request's, which the proof is solved for.
 * @param onProving Hears when the device begins to solve, and when it is done.
 */
export async function proved<T>(key: string, onProving: (isProving: boolean) => void, send: (proof?: string) => Promise<T>): Promise<T> {
  let proof: string | undefined;
  for (let proofs = 0; ; proofs++) {
    try {
      return await send(proof);
    } catch (error) {
      const { code, body } = asProblem(error);
      const challenge = asChallenge(body.challenge);
      if (code !== 'proof_required' || challenge === null || proofs === PROOFS_MAX) throw error;
      onProving(true);
      proof = await prove(challenge, key).finally(() => onProving(false));
    }
  }
}
