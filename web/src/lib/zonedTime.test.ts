import { describe, expect, it } from 'vitest';
import { fromWallTime, offsetName, toWallTime } from './zonedTime';

describe('a wall clock’s time', () => {
  it.each([
    ['2027-01-15T10:00', 'Europe/Berlin', '2027-01-15T09:00:00.000Z'],
    ['2027-07-15T10:00', 'Europe/Berlin', '2027-07-15T08:00:00.000Z'],
    ['2027-07-15T10:00', 'UTC', '2027-07-15T10:00:00.000Z'],
    ['2027-07-15T10:00', 'Asia/Kathmandu', '2027-07-15T04:15:00.000Z'],
    ['2027-01-01T00:30', 'Pacific/Auckland', '2026-12-31T11:30:00.000Z'],
    ['2027-10-31T00:59', 'Europe/Berlin', '2027-10-30T22:59:00.000Z'],
    ['2027-10-31T03:00', 'Europe/Berlin', '2027-10-31T02:00:00.000Z'],
  ])('%s in %s is %s', (local, zone, instant) => {
    expect(fromWallTime(local, zone)).toEqual([instant]);
    expect(toWallTime(instant, zone)).toBe(local);
  });

  it.each([
    ['2027-03-28T02:30', 'Europe/Berlin'],
    ['2027-03-14T02:30', 'America/New_York'],
    ['2027-10-03T02:30', 'Australia/Sydney'],
    ['2027-09-26T02:30', 'Pacific/Auckland'],
  ])('%s in %s, which a clock change skips, does not exist', (local, zone) => {
    expect(fromWallTime(local, zone)).toEqual([]);
  });

  it.each([
    ['2027-10-31T02:30', 'Europe/Berlin', '2027-10-31T00:30:00.000Z', '2027-10-31T01:30:00.000Z'],
    ['2027-11-07T01:30', 'America/New_York', '2027-11-07T05:30:00.000Z', '2027-11-07T06:30:00.000Z'],
    ['2027-04-04T02:30', 'Australia/Sydney', '2027-04-03T15:30:00.000Z', '2027-04-03T16:30:00.000Z'],
    ['2027-04-04T01:45', 'Australia/Lord_Howe', '2027-04-03T14:45:00.000Z', '2027-04-03T15:15:00.000Z'],
  ])('%s in %s, which comes twice, is both', (local, zone, first, second) => {
    expect(fromWallTime(local, zone)).toEqual([first, second]);
    expect([toWallTime(first, zone), toWallTime(second, zone)]).toEqual([local, local]);
    expect(offsetName(first, zone, 'en')).not.toBe(offsetName(second, zone, 'en'));
  });

  it.each(['tomorrow', '20271-01-01T10:00', ''])('that is none (%j) is refused', (local) => {
    expect(fromWallTime(local, 'UTC')).toEqual([]);
  });
});
