import { fromWallTime } from '@/lib/zonedTime';

/** A time in the form. */
export interface DraftTime {
  /** What the field shows, in the draft's time zone. Empty: no time. */
  local: string;
  /** The exact time of the drop until somebody changes the field. It has the seconds, and tells which turn of a repeated hour it is. */
  instant: string | null;
  /** Which turn of a repeated hour is meant. Null: not chosen yet. */
  isLater: boolean | null;
}

export const noTime: DraftTime = { local: '', instant: null, isLater: null };

/** A time in a repeated hour needs to be told which; one in a skipped hour does not exist. */
export function readTime(time: DraftTime, zone: string): { instant: string | null; error: 'time' | 'twice' | 'years' | null } {
  if (time.instant !== null || time.local === '') return { instant: time.instant, error: null };
  const found = fromWallTime(time.local, zone);
  const instant = found.length < 2 ? found[0] : time.isLater === null ? undefined : found[time.isLater ? 1 : 0];
  if (instant === undefined) return { instant: null, error: found.length < 2 ? (Number.isNaN(Date.parse(`${time.local}Z`)) ? 'years' : 'time') : 'twice' };
  const at = Date.parse(instant);
  return { instant, error: at < YEARS.from || at > YEARS.to ? 'years' : null };
}

const YEARS = { from: Date.UTC(2000, 0, 1), to: Date.UTC(2200, 0, 1) };
