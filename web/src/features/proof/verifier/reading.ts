import { parseReceipt, type Receipt } from './receipt';
import { Verifier, verifyReceipt, type CheckResult, type Report } from './verifier';

/** A drop with all of its variants and texts in one line. */
const LINE_BYTES_MAX = 4_000_000;

/** A receipt has at most some hundred lines. */
const RECEIPT_BYTES_MAX = 4_000_000;

const LINE_FEED = 0x0a;

export interface Verified {
  report: Report;
  /** Null: there was no file, only a receipt. */
  verifier: Verifier | null;
}

export interface Progress {
  /** Of the file, from 0 to 1. */
  share: number;
  /** What was looked at so far. */
  checks: CheckResult[];
}

interface Options {
  signal?: AbortSignal;
  /** After every so many lines. */
  onProgress?: (progress: Progress) => void;
}

const LINES_BETWEEN_PROGRESS = 500;

/**
 * Verifies a proof file, a receipt, or both: the first of each.
 * @param files As they were downloaded: a proof file packed by gzip, or unpacked already.
 */
export async function verify(files: readonly Blob[], { signal, onProgress }: Options = {}): Promise<Verified> {
  let receipt: Receipt | null = null;
  let proof: Blob | null = null;
  for (const file of files) {
    const read = file.size <= RECEIPT_BYTES_MAX ? parseReceipt(new Uint8Array(await file.arrayBuffer())) : null;
    if (read) receipt ??= read;
    else proof ??= file;
  }
  if (!proof) {
    if (!receipt) throw new Error('There is nothing to verify.');
    return { report: await verifyReceipt(receipt), verifier: null };
  }
  const verifier = await Verifier.make(receipt);
  let lines = 0;
  try {
    for await (const line of linesOf(await unpacked(proof))) {
      const pending = verifier.read(line);
      if (pending) await pending;
      if (++lines % LINES_BETWEEN_PROGRESS > 0) continue;
      signal?.throwIfAborted();
      onProgress?.({ share: verifier.share, checks: verifier.results() });
    }
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault;
    verifier.unreadable();
  }
  return { report: verifier.finish(), verifier };
}

/** The file ends in the middle of a line, cannot be unpacked, or a line is too long. */
class Unreadable extends Error {}

async function unpacked(file: Blob): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const magic = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return magic[0] === 0x1f && magic[1] === 0x8b ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
}

/** Each without its line feed. */
async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let rest = new Uint8Array();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new Unreadable();
      });
      if (done) break;
      let begin = 0;
      for (let end = value.indexOf(LINE_FEED); end >= 0; end = value.indexOf(LINE_FEED, begin)) {
        const line = value.subarray(begin, end);
        if (rest.length + line.length > LINE_BYTES_MAX) throw new Unreadable();
        yield rest.length === 0 ? line : joined(rest, line);
        rest = new Uint8Array();
        begin = end + 1;
      }
      rest = joined(rest, value.subarray(begin));
      if (rest.length > LINE_BYTES_MAX) throw new Unreadable();
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
  if (rest.length > 0) throw new Unreadable();
}

function joined(before: Uint8Array<ArrayBuffer>, after: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(before.length + after.length);
  both.set(before);
  both.set(after, before.length);
  return both;
}
