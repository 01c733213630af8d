import type { Drop, Line, LineEntry } from '@/lib/api/types';
import { currentStatus } from '@/lib/drops/status';

/** How the visitor stands to a drop's line. At any moment it is exactly one of these. */
export type Standing =
  | { kind: 'join'; isLate: boolean }
  /** Not in it, and nobody comes in now. */
  | { kind: 'shut' }
  | { kind: 'excluded'; reason: string | null }
  /** The shop passed them over, or they own all that the limit allows. */
  | { kind: 'skipped'; reason: string | null }
  | { kind: 'bought' }
  | { kind: 'cancelled'; reason: string | null }
  | { kind: 'left' }
  | { kind: 'out'; why: 'declined' | 'not_claimed' | 'not_paid' }
  | { kind: 'offered' }
  | { kind: 'over' }
  /** Its order is not known to anybody. */
  | { kind: 'joined' }
  /** Closed: the shop looks through the entries. */
  | { kind: 'review'; until: string }
  | { kind: 'closed' }
  /** Sealed: the public number is still to come. */
  | { kind: 'beacon' }
  /** The order is fixed, and the sale has not begun. */
  | { kind: 'drawn' }
  | { kind: 'paused' }
  | { kind: 'waiting'; hasMissed: boolean };

interface Situation {
  drop: Drop;
  line: Line;
  /** Null: the visitor is not in it. */
  entry: LineEntry | null;
  /** Something is set aside for the visitor now. */
  isOffered: boolean;
  nowMs: number;
}

const WHYS = ['declined', 'not_claimed', 'not_paid'] as const;

/** The guards are in order of precedence: first what is the visitor's own and final, then what became of the line. */
export function standingOf({ drop, line, entry, isOffered, nowMs }: Situation): Standing {
  if (isOffered) return { kind: 'offered' };
  if (entry?.state === 'bought') return { kind: 'bought' };
  if (entry?.state === 'excluded') return { kind: 'excluded', reason: entry.reason ?? null };
  if (line.phase === 'cancelled') return { kind: 'cancelled', reason: line.cancelledReason ?? null };
  if (entry === null) return mayJoin(drop, line, nowMs);
  if (entry.state === 'skipped') return { kind: 'skipped', reason: entry.reason ?? null };
  if (entry.state === 'withdrawn') return { kind: 'left' };
  if (entry.state === 'lapsed') return { kind: 'out', why: WHYS.find((why) => why === entry.reason) ?? 'not_claimed' };
  if (entry.state === 'missed' && entry.reason === 'twice') return { kind: 'out', why: 'not_claimed' };
  if (entry.state === 'offered') return { kind: 'offered' };
  const closes = line.closesAt === null ? null : Date.parse(line.closesAt);
  const status = currentStatus(drop, nowMs);
  if (status === 'ended') return { kind: 'over' };
  switch (line.phase) {
    case 'finished':
      return { kind: 'over' };
    case 'gathering':
    case 'closed': {
      if (line.phase === 'gathering' && (closes === null || nowMs < closes)) return { kind: 'joined' };
      const until = (closes ?? 0) + line.reviewMinutes * 60_000;
      return line.reviewMinutes > 0 && nowMs < until ? { kind: 'review', until: new Date(until).toISOString() } : { kind: 'closed' };
    }
    case 'sealed':
      return line.beacon.kind === 'none' ? { kind: 'closed' } : { kind: 'beacon' };
    case 'paused':
      return { kind: 'paused' };
    case 'serving':
      if (status === 'upcoming') return { kind: 'drawn' };
      return status === 'paused' ? { kind: 'paused' } : { kind: 'waiting', hasMissed: entry.state === 'missed' };
  }
}

/** Whether somebody new may come in, and whether the shuffled part is closed to them. */
function mayJoin(drop: Drop, line: Line, nowMs: number): Standing {
  const status = currentStatus(drop, nowMs);
  if (status === 'draft' || status === 'ended' || line.phase === 'finished') return { kind: 'shut' };
  const isGathering = line.phase === 'gathering' && (line.closesAt === null || nowMs < Date.parse(line.closesAt));
  switch (line.mode) {
    case 'queue':
      return { kind: 'join', isLate: !isGathering };
    case 'draw':
      if (isGathering) return { kind: 'join', isLate: false };
      return line.waitlist && (line.phase === 'serving' || line.phase === 'paused') ? { kind: 'join', isLate: true } : { kind: 'shut' };
    case 'open':
      return line.waitlist && waitableOf(line).length > 0 ? { kind: 'join', isLate: false } : { kind: 'shut' };
  }
}

/** The variants that one may list. Where everything is open, nobody waits for what is free. */
export const waitableOf = ({ mode, perVariant }: Line) => (mode === 'open' ? perVariant.filter(({ available, openToAll }) => available === 0 || !openToAll) : perVariant);

/** The drop as somebody outside the line can have it: what people in it wait for is theirs. */
export function outsideOf(drop: Drop, line: Line): Drop {
  const kept = new Set(line.perVariant.filter(({ openToAll }) => !openToAll).map(({ id }) => id));
  const variants = drop.variants.map((variant) => (kept.has(variant.id) && variant.available > 0 ? { ...variant, available: 0, held: variant.held + variant.available } : variant));
  if (drop.availability !== 'available' || variants.some(({ available }) => available > 0)) return { ...drop, variants };
  return { ...drop, variants, availability: 'allHeld' };
}
