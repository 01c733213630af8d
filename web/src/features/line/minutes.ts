import { useState } from 'react';
import type { Line } from '@/lib/api/types';

interface Sample {
  servedTo: number;
  atMs: number;
}

/** Of less than this nothing is concluded. */
const SEEN = { placesMin: 3, msMin: 20_000 };
/** What was longer ago than this says nothing of now. */
const WINDOW_MS = 10 * 60_000;

const sampleOf = ({ servedTo, serverTime }: Line): Sample => ({ servedTo, atMs: Date.parse(serverTime) });

/** Places a minute, as this page has seen the line move. Null: too little of it. */
export function paceOf(first: Sample, last: Sample): number | null {
  const [places, ms] = [last.servedTo - first.servedTo, last.atMs - first.atMs];
  return places >= SEEN.placesMin && ms >= SEEN.msMin ? (places * 60_000) / ms : null;
}

/**
 * How long it may take until a place is served, as a range: how fast the line moves depends on how many of those before say yes.
 * Null: nothing is known of the pace.
 */
export function minutesUntil(ahead: number, pacePerMinute: number | null): { low: number; high: number } | null {
  if (ahead < 0 || pacePerMinute === null || pacePerMinute <= 0) return null;
  const likely = ahead / pacePerMinute;
  const low = Math.max(1, Math.floor(likely * 0.7));
  return { low, high: Math.max(low + 1, Math.ceil(likely * 1.6)) };
}

/** The pace that was seen, or else the one that the shop has set. */
export function usePace(line: Line): number | null {
  const now = sampleOf(line);
  const [samples, setSamples] = useState<readonly Sample[]>([now]);
  const last = samples.at(-1);
  if (last?.atMs !== now.atMs) setSamples([...samples.filter(({ atMs }) => now.atMs - atMs < WINDOW_MS), now].slice(-SAMPLES_MAX));
  const first = samples[0];
  return (first && last && paceOf(first, last)) ?? line.pacePerMinute;
}

const SAMPLES_MAX = 120;
