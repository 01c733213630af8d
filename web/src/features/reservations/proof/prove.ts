export interface Challenge {
  text: string;
  bits: number;
}

export const asChallenge = (value: unknown): Challenge | null =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' && 'bits' in value && typeof value.bits === 'number'
    ? { text: value.text, bits: value.bits }
    : null;

/** The value of the header Stampede-Proof, for one request's key. */
export function prove({ text, bits }: Challenge, key: string): Promise<string> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number>) => resolve(`${text}:${data}`);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ challenge: text, key, bits });
  }).finally(() => worker.terminate());
}
