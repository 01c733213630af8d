import { describe, expect, it } from 'vitest';
import { fromWallTime, toWallTime } from './zonedTime';

describe('a wall clock’s time', () => {
  it.each([
    ['2027-01-15T10:00', 'Europe/Berlin', '2027-01-15T09:00:00.000Z'],
    ['2027-07-15T10:00', 'Europe/Berlin', '2027-07-15T08:00:00.000Z'],
    ['2027-07-15T10:00', 'UTC', '2027-07-15T10:00:00.000Z'],
    ['2027-07-15T10:00', 'Asia/Kathmandu', '2027-07-15T04:15:00.000Z'],
    ['2027-01-01T00:30', 'Pacific/Auckland', '2026-12-31T11:30:00.000Z'],
  ])('%s in %s is %s', (local, zone, instant) => {
    expect(fromWallTime(local, zone)).toBe(instant);
    expect(toWallTime(instant, zone)).toBe(local);
  });

  it('that a clock change skips does not exist', () => {
    expect(fromWallTime('2027-03-28T02:30', 'Europe/Berlin')).toBeNull();
  });

  it('that comes twice means the first', () => {
    expect(fromWallTime('2027-10-31T02:30', 'Europe/Berlin')).toBe('2027-10-31T00:30:00.000Z');
  });

  it('that is none is refused', () => {
    expect(fromWallTime('tomorrow', 'UTC')).toBeNull();
  });
});
