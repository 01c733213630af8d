import { verify, type Progress } from './verifier/reading';
import type { EntryFound } from './verifier/line';
import type { Report, Verifier } from './verifier/verifier';

export type Asked = { kind: 'verify'; run: number; files: readonly Blob[] } | { kind: 'find'; entry: string };

export type Told =
  | { kind: 'ready' }
  | ({ kind: 'progress'; run: number } & Progress)
  | { kind: 'report'; run: number; report: Report; ms: number }
  | { kind: 'broken'; run: number; message: string }
  | { kind: 'found'; entry: EntryFound | null };

const PROGRESS_MS = 100;

const tell = (told: Told) => self.postMessage(told);

let verifier: Verifier | null = null;
let running = new AbortController();

/** In a worker, so that the page reacts while it computes. All that it needs is in this one script: it never asks the network. */
self.onmessage = ({ data }: MessageEvent<Asked>) => {
  if (data.kind === 'find') tell({ kind: 'found', entry: verifier?.find(data.entry) ?? null });
  else void run(data.run, data.files);
};

async function run(number: number, files: readonly Blob[]): Promise<void> {
  running.abort();
  const { signal } = (running = new AbortController());
  const startedAt = performance.now();
  let toldAt = -Infinity;
  const onProgress = (progress: Progress) => {
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    tell({ kind: 'progress', run: number, ...progress });
  };
  try {
    const verified = await verify(files, { signal, onProgress });
    if (signal.aborted) return;
    verifier = verified.verifier;
    tell({ kind: 'report', run: number, report: verified.report, ms: performance.now() - startedAt });
  } catch (fault) {
    if (!signal.aborted) tell({ kind: 'broken', run: number, message: String(fault) });
  }
}

tell({ kind: 'ready' });
