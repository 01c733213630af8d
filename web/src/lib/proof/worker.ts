import { solve } from './sha256';

/** In a worker, so that the page reacts while it counts. */
self.onmessage = ({ data }: MessageEvent<{ challenge: string; key: string; bits: number }>) => {
  self.postMessage(solve(data.challenge, data.key, data.bits));
};
