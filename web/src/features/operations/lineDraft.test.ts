import { expect, it } from 'vitest';
import { noTime, type DraftTime } from './draftTime';
import { openSale, readLine, type LineDraft } from './lineDraft';

const around = { zone: 'Europe/Berlin', startsAt: '2027-01-15T09:00:00.000Z', nowMs: Date.parse('2027-01-01T00:00:00.000Z') };
const at = (local: string): DraftTime => ({ ...noTime, local });
const read = (over: Partial<LineDraft>, other: Partial<typeof around> = {}) => readLine({ ...openSale, ...over }, { ...around, ...other });

it('an open sale has no line, and one with a waitlist has', () => {
  expect(read({})).toEqual({ errors: {}, rules: null });
  expect(read({ waitlist: true }).rules).toEqual({ mode: 'open', waitlist: true, paySeconds: 86_400 });
});

it('a line at the opening closes by itself', () => {
  expect(read({ entrance: 'queue', claimSeconds: '45', pace: '60' })).toEqual({ errors: {}, rules: { mode: 'queue', waitlist: false, claimSeconds: 45, pacePerMinute: 60 } });
  expect(readLine({ ...openSale, entrance: 'queue' }, { ...around, startsAt: null }).errors).toEqual({ closesAt: 'startNeeded' });
});

it('a draw needs its time, and is read in the zone of the drop', () => {
  expect(read({ entrance: 'draw' }).errors).toEqual({ closesAt: 'closesNeeded' });
  expect(read({ entrance: 'draw', closesAt: at('2027-01-10T12:00'), reviewMinutes: '30', payHours: '48', quietFrom: '22:00', quietTo: '08:00' })).toEqual({
    errors: {},
    rules: { mode: 'draw', waitlist: false, closesAt: '2027-01-10T11:00:00.000Z', reviewMinutes: 30, paySeconds: 172_800, quietHours: { from: '22:00', to: '08:00', zone: 'Europe/Berlin' } },
  });
});

it.each<[Partial<LineDraft>, object]>([
  [{ entrance: 'draw', closesAt: at('2026-01-10T12:00') }, { closesAt: 'closes' }],
  [{ entrance: 'queue', closesAt: at('2027-01-15T10:30') }, { closesAt: 'closes' }],
  [{ entrance: 'queue', claimSeconds: '14' }, { claimSeconds: 'claim' }],
  [{ waitlist: true, payHours: '19' }, { payHours: 'payHours' }],
  [{ waitlist: true, pace: '0' }, { pace: 'pace' }],
  [{ entrance: 'queue', beacon: 'declared', what: 'a/b' }, { what: 'what' }],
  [{ waitlist: true, quietFrom: '22:00' }, { quietTo: 'quiet' }],
])('says what is wrong: %o', (over, errors) => {
  expect(read(over).errors).toEqual(errors);
});
