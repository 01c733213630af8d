import { describe, expect, it } from 'vitest';
import type { Line, LineEntry } from '@/lib/api/types';
import { aDrop, aLine, anEntry, aSize, aVariant } from '@/lib/testing';
import { outsideOf, standingOf, waitableOf } from './standing';

const closes = Date.parse('2027-01-01T10:00:00.000Z');
const at = (seconds: number) => closes + seconds * 1000;
const opens = '2027-01-01T10:00:10.000Z';
const upcoming = aDrop({ status: 'upcoming', startsAt: opens, entrance: 'queue', lineNumber: 1 });
const live = { ...upcoming, status: 'live' as const };

const stand = (line: Partial<Line>, entry: Partial<LineEntry> | null, { drop = upcoming, nowMs = at(-60), isOffered = false } = {}) =>
  standingOf({ drop, line: aLine(line), entry: entry === null ? null : anEntry(entry), isOffered, nowMs });

describe('somebody who is not in the line', () => {
  it.each<[string, Partial<Line>, number, object]>([
    ['joins a queue until it closes', {}, -60, { kind: 'join', isLate: false }],
    ['stands at its end from the second on in which it closes', {}, 0, { kind: 'join', isLate: true }],
    ['stands at its end while it is served', { phase: 'serving' }, 60, { kind: 'join', isLate: true }],
    ['enters a draw until it closes', { mode: 'draw' }, -1, { kind: 'join', isLate: false }],
    ['comes too late for a draw', { mode: 'draw' }, 0, { kind: 'shut' }],
    ['comes too late for a draw with a waitlist while its order is made', { mode: 'draw', waitlist: true, phase: 'sealed' }, 5, { kind: 'shut' }],
    ['joins the waitlist of a draw once it is served', { mode: 'draw', waitlist: true, phase: 'serving' }, 60, { kind: 'join', isLate: true }],
    ['comes too late for a line that is over', { phase: 'finished' }, 60, { kind: 'shut' }],
    ['reads that it was cancelled, and why', { phase: 'cancelled', cancelledReason: 'No shoes' }, 60, { kind: 'cancelled', reason: 'No shoes' }],
  ])('%s', (_what, line, second, expected) => {
    expect(stand(line, null, { drop: second < 10 ? upcoming : live, nowMs: at(second) })).toEqual(expected);
  });

  it('waits for what is not free alone, where everything is open', () => {
    const [free, gone] = [aSize({ id: 'v1', available: 1, openToAll: true }), aSize({ id: 'v2', available: 0, openToAll: true })];
    const line = { mode: 'open' as const, waitlist: true, phase: 'serving' as const, closesAt: null };
    expect(stand({ ...line, perVariant: [free, gone] }, null, { drop: live })).toEqual({ kind: 'join', isLate: false });
    expect(waitableOf(aLine({ ...line, perVariant: [free, gone] })).map(({ id }) => id)).toEqual(['v2']);
    expect(stand({ ...line, perVariant: [free] }, null, { drop: live })).toEqual({ kind: 'shut' });
  });
});

describe('somebody who is in the line', () => {
  it.each<[string, Partial<Line>, Partial<LineEntry>, number, object]>([
    ['is in', {}, {}, -60, { kind: 'joined' }],
    ['is told of the close at its second, before the news', {}, {}, 0, { kind: 'closed' }],
    ['is told until when the shop looks', { mode: 'draw', phase: 'closed', reviewMinutes: 5 }, {}, 60, { kind: 'review', until: '2027-01-01T10:05:00.000Z' }],
    ['waits for the order after the review', { mode: 'draw', phase: 'closed', reviewMinutes: 5 }, {}, 301, { kind: 'closed' }],
    ['waits for the public number', { phase: 'sealed', beacon: { kind: 'drand', chain: null, round: 7, what: null, mixed: null } }, {}, 5, { kind: 'beacon' }],
    ['has a place before the opening', { phase: 'serving' }, { place: 3 }, 5, { kind: 'drawn' }],
    ['waits', { phase: 'serving' }, { place: 3 }, 20, { kind: 'waiting', hasMissed: false }],
    ['waits at the end', { phase: 'serving' }, { state: 'missed', place: 9 }, 20, { kind: 'waiting', hasMissed: true }],
    ['waits while the line stands', { phase: 'paused' }, { place: 3 }, 20, { kind: 'paused' }],
    ['is out after the second miss', { phase: 'serving' }, { state: 'missed', reason: 'twice', place: 9 }, 20, { kind: 'out', why: 'not_claimed' }],
    ['is out after two offers', { phase: 'serving' }, { state: 'lapsed', reason: 'not_claimed' }, 20, { kind: 'out', why: 'not_claimed' }],
    ['is out and not only late when it is over', { phase: 'finished' }, { state: 'lapsed', reason: 'not_paid' }, 20, { kind: 'out', why: 'not_paid' }],
    ['has left', { phase: 'serving' }, { state: 'withdrawn' }, 20, { kind: 'left' }],
    ['reads why the shop took them out', { phase: 'serving' }, { state: 'excluded', reason: 'Two accounts' }, 20, { kind: 'excluded', reason: 'Two accounts' }],
    ['reads why they were passed over', { phase: 'serving' }, { state: 'skipped', reason: 'Sold by hand', place: 3 }, 20, { kind: 'skipped', reason: 'Sold by hand' }],
    ['keeps what they bought, though the line was cancelled', { phase: 'cancelled' }, { state: 'bought' }, 20, { kind: 'bought' }],
    ['came too late', { phase: 'finished' }, { place: 3 }, 20, { kind: 'over' }],
  ])('%s', (_what, line, entry, second, expected) => {
    expect(stand(line, entry, { drop: second < 10 ? upcoming : live, nowMs: at(second) })).toEqual(expected);
  });

  it('has their turn before anything else', () => {
    expect(stand({ phase: 'paused' }, { state: 'missed' }, { drop: live, nowMs: at(20), isOffered: true })).toEqual({ kind: 'offered' });
  });
});

it('what people in the line wait for is not free to others', () => {
  const drop = aDrop({ variants: [aVariant({ id: 'v1', available: 3, total: 3 }), aVariant({ id: 'v2', available: 2, total: 2 })] });
  const line = (...open: boolean[]) => aLine({ perVariant: open.map((openToAll, index) => aSize({ id: `v${index + 1}`, openToAll })) });
  const some = outsideOf(drop, line(false, true));
  expect(some.variants.map(({ available, held, total }) => [available, held, total])).toEqual([[0, 3, 3], [2, 0, 2]]);
  expect(some.availability).toBe('available');
  expect(outsideOf(drop, line(false, false)).availability).toBe('allHeld');
});
