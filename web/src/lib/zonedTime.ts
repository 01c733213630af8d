import { dateFormat } from './format';

/** What a clock on the wall shows in that time zone, as if it were UTC. */
function wallClock(instantMs: number, timeZone: string): number {
  const parts = dateFormat('en-CA', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(instantMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** As datetime-local inputs have it: "2027-03-28T02:30". */
export function toWallTime(instant: string, timeZone: string): string {
  return new Date(wallClock(Date.parse(instant), timeZone)).toISOString().slice(0, 16);
}

/** No moment for the hour that a clock change skips; two, the earlier first, for the hour that it repeats. */
export function fromWallTime(local: string, timeZone: string): string[] {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return [];
  const DAY = 86_400_000;
  // Only the offsets of the day before and of the day after can apply at that time.
  const candidates = [wanted - DAY, wanted + DAY]
    .map((around) => wanted - (wallClock(around, timeZone) - around))
    .filter((instant) => wallClock(instant, timeZone) === wanted);
  return [...new Set(candidates)].sort((a, b) => a - b).map((instant) => new Date(instant).toISOString());
}

/** "GMT+2". It tells the two turns of a repeated hour apart. */
export function offsetName(instant: string, timeZone: string, locale: string): string {
  const parts = dateFormat(locale, { timeZone, timeZoneName: 'shortOffset' }).formatToParts(Date.parse(instant));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

export const deviceTimeZone = (): string => dateFormat('en').resolvedOptions().timeZone;

/** The device's time zone first, then UTC, then all others. */
export function timeZones(): string[] {
  return [...new Set([deviceTimeZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}
