import type { Line, LineEntry } from '@/lib/api/types';

/** A crowd that waits for the same moment asks spread out over this time after it. */
const SPREAD_MS = 1_500;

const MINUTE_MS = 60_000;

/** What is known beforehand to change something. */
function momentsOf({ phase, closesAt, reviewMinutes, startsAt }: Line): number[] {
  if (phase === 'finished' || phase === 'cancelled') return [];
  const closes = closesAt === null ? [] : [Date.parse(closesAt), Date.parse(closesAt) + reviewMinutes * MINUTE_MS];
  return startsAt === null ? closes : [...closes, Date.parse(startsAt)];
}

/** After how long the page asks for the line again. False: it no longer changes. */
export function pollMs(line: Line, entry: LineEntry | null, nowMs: number, random: () => number = Math.random): number | false {
  if (line.phase === 'finished' || line.phase === 'cancelled') return false;
  const wanted = (entry?.pollAfter ?? line.pollAfter) * 1000;
  const next = Math.min(...momentsOf(line).filter((moment) => moment > nowMs));
  return Math.min(wanted, next - nowMs + 300 + random() * SPREAD_MS);
}

const BEFORE_SERVING: Line['phase'][] = ['gathering', 'closed', 'sealed'];

/**
 * Whether the document says all there is to know for now: nothing can come to this visitor, and there is nothing they could take. A million
 * of them then need no connection.
 */
export function isFarOff(line: Line, entry: LineEntry | null): boolean {
  if (BEFORE_SERVING.includes(line.phase)) return line.mode !== 'open';
  if (line.phase === 'finished' || line.phase === 'cancelled') return line.perVariant.every(({ available, held }) => available + held === 0);
  return entry !== null && (entry.state === 'waiting' || entry.state === 'missed') && !hasTurnSoon(line, entry);
}

/** Within this many places, or a minute of the pace, somebody's turn is near. */
const SOON_PLACES = 10;

/** Whether the visitor's own state may change by itself before the line's document shows it. */
export function hasTurnSoon(line: Line, { state, place, preferences }: LineEntry): boolean {
  if (line.phase !== 'serving') return false;
  if (state === 'offered') return true;
  if (state !== 'waiting' && state !== 'missed') return false;
  if (place === null) return true;
  // What is on offer comes back where nobody says yes.
  const units = line.perVariant.filter(({ id }) => preferences.includes(id)).reduce((sum, { available, held }) => sum + available + held, 0);
  return units > 0 && place - line.servedTo <= Math.max(SOON_PLACES, line.pacePerMinute ?? 0, units);
}
