import { solve } from './sha256';

/** Beside the page, so that it stays alive while it counts. */
self.onmessage = ({ data }: MessageEvent<{ challenge: string; key: string; bits: number }>) => {
  self.postMessage(solve(data.challenge, data.key, data.bits));
};
