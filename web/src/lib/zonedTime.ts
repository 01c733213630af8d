/**
 * Between what a clock on the wall of a time zone shows ("2027-03-28T02:30", as datetime-local inputs have it) and an instant.
 */
function wallClock(instantMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(instantMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

export function toWallTime(instant: string, timeZone: string): string {
  return new Date(wallClock(Date.parse(instant), timeZone)).toISOString().slice(0, 16);
}

/** Null where that time never comes: the hour that a clock change skips. Of an hour that comes twice, the first. */
export function fromWallTime(local: string, timeZone: string): string | null {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return null;
  const HOUR = 3_600_000;
  // Offsets differ by a day's clock change at most: those in force a day before and after are the candidates.
  const candidates = [wanted - 24 * HOUR, wanted + 24 * HOUR]
    .map((around) => wanted - (wallClock(around, timeZone) - around))
    .filter((instant) => wallClock(instant, timeZone) === wanted);
  return candidates.length === 0 ? null : new Date(Math.min(...candidates)).toISOString();
}

export const deviceTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The device's zone first, UTC always among them. */
export function timeZones(): string[] {
  return [...new Set([deviceTimeZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}
