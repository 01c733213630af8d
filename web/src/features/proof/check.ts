import { useCallback, useEffect, useRef, useState } from 'react';
import { parseRetryAfter, Problem } from '@/lib/api/problem';
import { below } from '@/lib/base';
import type { EntryFound } from './verifier/line';
import type { Progress } from './verifier/reading';
import type { Report } from './verifier/verifier';
import type { Asked, Told } from './worker';

export type Check =
  | { step: 'idle' }
  | { step: 'running'; progress: Progress | null }
  | { step: 'done'; report: Report; ms: number }
  | { step: 'broken' };

/** The verifier in its worker. It is loaded with the page, so that a check asks nobody. */
export function useCheck() {
  const [isReady, setReady] = useState(false);
  const [check, setCheck] = useState<Check>({ step: 'idle' });
  /** Undefined: nobody was looked for. Null: not found. */
  const [entry, setEntry] = useState<EntryFound | null>();
  const worker = useRef<Worker>(null);
  const run = useRef(0);

  useEffect(() => {
    const made = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.current = made;
    made.onmessage = ({ data: told }: MessageEvent<Told>) => {
      if (told.kind === 'ready') setReady(true);
      else if (told.kind === 'found') setEntry(told.entry);
      // An answer to a question that was taken back.
      else if (told.run !== run.current) return;
      else if (told.kind === 'progress') setCheck({ step: 'running', progress: told });
      else if (told.kind === 'report') setCheck({ step: 'done', report: told.report, ms: told.ms });
      else setCheck({ step: 'broken' });
    };
    made.onerror = () => setCheck({ step: 'broken' });
    return () => made.terminate();
  }, []);

  const ask = (asked: Asked) => worker.current?.postMessage(asked);
  const start = useCallback((files: readonly Blob[]) => {
    setEntry(undefined);
    setCheck({ step: 'running', progress: null });
    ask({ kind: 'verify', run: ++run.current, files });
  }, []);
  const find = useCallback((id: string) => ask({ kind: 'find', entry: id }), []);
  return { isReady, check, entry, start, find };
}

/** Half a million movements take a while. */
const ANSWER_WITHIN_MS = 120_000;

async function download(path: string, name: string): Promise<File> {
  let response: Response;
  let body: Blob;
  try {
    response = await fetch(below(`/api/v1${path}`), { credentials: 'same-origin', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    body = await response.blob();
  } catch {
    throw Problem.noAnswer();
  }
  if (response.ok) return new File([body], name, { type: body.type });
  const fields = await body.text().then((text) => JSON.parse(text) as Record<string, unknown>).catch(() => ({}));
  throw new Problem(response.status, fields, parseRetryAfter(response.headers.get('Retry-After'), Date.now()));
}

export interface Proof {
  file: File;
  /** The caller's own. Null: they have none. */
  receipt: File | null;
}

/** @param drop Its address or id. */
export async function fetchProof({ drop, withReceipt }: { drop: string; withReceipt: boolean }): Promise<Proof> {
  const path = `/drops/${encodeURIComponent(drop)}`;
  // The receipt first: the file then has all of its lines.
  const receipt = withReceipt ? await download(`${path}/receipt`, `${drop}.stampede-receipt.json`).catch(noneIfNotFound) : null;
  return { file: await download(`${path}/proof`, `${drop}.stampede-proof.jsonl.gz`), receipt };
}

function noneIfNotFound(fault: unknown): null {
  if (fault instanceof Problem && fault.code === 'receipt_not_found') return null;
  throw fault;
}

const SAVED_MS = 60_000;

/** Hands a file to the browser, to be kept. */
export function save(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // Not at once: some browsers read it a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_MS);
}
