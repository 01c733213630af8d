import { describe, expect, it } from 'vitest';
import { aDrop, aPicture, aVariant } from '@/lib/testing';
import {
  bothOf, consequencesOf, draftOf, emptyDraft, inZone, isTouched, placeErrors, readChanges, readDraft, rebase, sideOf, typedTime, type Draft, type DraftTime, type Reading,
} from './draft';

const now = '2026-12-01T12:00:00.000Z';
const reading: Reading = { locale: 'en', nowMs: Date.parse(now) };
const draft = (over: Partial<Draft> = {}): Draft => ({ ...emptyDraft('One size', { currency: 'USD', zone: 'Europe/Berlin' }), name: 'Air One', price: '199', ...over });
const at = typedTime;
const edit = (drop = aDrop(), zone = 'Europe/Berlin') => inZone(draftOf(drop, { withSchedule: true }), zone);

describe('a drop’s form', () => {
  it('is read into what the server takes, and says nothing of what was left empty', () => {
    expect(readDraft(draft({ startsAt: at('2027-01-15T10:00') }), reading)).toEqual({
      errors: null,
      input: {
        name: 'Air One', price: { amountMinor: 19_900, currency: 'USD' }, startsAt: '2027-01-15T09:00:00.000Z', holdSeconds: 60, limitPerCustomer: 1,
        variants: [{ label: 'One size', total: 100 }],
      },
    });
  });

  it.each<[string, Partial<Draft>, string[]]>([
    ['no name', { name: ' ' }, ['name']],
    ['a story without end', { description: 'x'.repeat(10_001) }, ['description']],
    ['no price', { price: '' }, ['price']],
    ['more decimals than its currency has', { price: '19.5', currency: 'JPY' }, ['price']],
    ['a limit of nothing', { limit: '0' }, ['limit']],
    ['an endless hold', { holdSeconds: '3601' }, ['holdSeconds']],
    ['a time that never comes', { startsAt: at('2027-03-28T02:30') }, ['startsAt']],
    ['a time that comes twice', { startsAt: at('2027-10-31T02:30') }, ['startsAt']],
    ['a year of five digits', { startsAt: at('20271-01-01T10:00') }, ['startsAt']],
    ['a year that is over', { startsAt: at('1927-01-01T10:00') }, ['startsAt']],
    ['an end before the opening', { startsAt: at('2027-01-15T10:00'), endsAt: at('2027-01-15T09:00') }, ['endsAt']],
    ['an end that is past, and no start', { endsAt: at('2026-12-01T12:59') }, ['endsAt']],
    ['two sizes of one name', { sizes: [{ key: 0, label: 'M', total: '1' }, { key: 1, label: 'M ', total: '1' }] }, ['sizes.1.label']],
    ['a size without a name', { sizes: [{ key: 0, label: ' ', total: '1' }] }, ['sizes.0.label']],
    ['half a piece', { sizes: [{ key: 0, label: 'M', total: '0.5' }] }, ['sizes.0.total']],
    ['not one piece', { sizes: [{ key: 0, label: 'M', total: '0' }, { key: 1, label: 'L', total: '0' }] }, ['sizes']],
    ['several mistakes', { name: '', price: 'x', sizes: [{ key: 0, label: '', total: '' }] }, ['name', 'price', 'sizes.0.label', 'sizes.0.total']],
  ])('with %s is refused, where it is wrong', (_name, over, fields) => {
    expect(Object.keys(readDraft(draft(over), reading).errors ?? {}).sort()).toEqual(fields);
  });

  it('of a clone has no date of its own yet, and may have a size that is used up', () => {
    const source = aDrop({ variants: [aVariant({ total: 0, available: 0 }), aVariant({ id: 'v2', label: 'EU 43' })] });
    const clone = draftOf(source, { withSchedule: false });
    expect(clone).toMatchObject({ startsAt: { local: '', instant: null }, price: '199.00' });
    expect(readDraft(clone, reading).errors).toBeNull();
  });

  it.each(['HUF', 'IDR', 'COP', 'PKR'])('has the two decimals that ISO 4217 gives %s', (currency) => {
    const drop = aDrop({ price: { amountMinor: 1_299_050, currency } });
    expect(draftOf(drop, { withSchedule: true }).price).toBe('12990.50');
    expect(readChanges(edit(drop), { ...edit(drop), price: '12990.51' }, reading)).toEqual({ errors: null, patch: { price: { amountMinor: 1_299_051, currency } } });
  });
});

describe('an edit', () => {
  it('that changes nothing sends nothing', () => {
    expect(readChanges(edit(), edit(), reading)).toEqual({ errors: null, patch: {} });
  });

  it('sends only what was changed', () => {
    const drop = aDrop({ startsAt: '2027-01-01T10:00:30.000Z' });
    expect(readChanges(edit(drop), { ...edit(drop), name: 'Air Two' }, reading)).toEqual({ errors: null, patch: { name: 'Air Two' } });
  });

  it('of a draft sends its sizes whole, each by its id, and its hold time and payment', () => {
    const drop = aDrop({ status: 'draft', variants: [aVariant({ id: 'v1', label: 'S' }), aVariant({ id: 'v2', label: 'M' })] });
    const sizes = [...edit(drop).sizes.slice(1).map((m) => ({ ...m, label: 'Medium' })), { key: 7, label: 'L', total: '3' }];
    expect(readChanges(edit(drop), { ...edit(drop), sizes, holdSeconds: '90', isPaid: true }, reading)).toEqual({
      errors: null, patch: { holdSeconds: 90, payment: 'required', variants: [{ id: 'v2', label: 'Medium', total: 10 }, { label: 'L', total: 3 }] },
    });
  });

  it('sends what was emptied as null', () => {
    const drop = aDrop({ description: 'Old', imageUrl: '/pictures/runner-shoe.svg', pictures: [aPicture()], sizeGuide: 'EU | US', startsAt: '2027-01-01T10:00:00.000Z', endsAt: '2027-01-02T10:00:00.000Z' });
    const emptied = { ...edit(drop), description: ' ', pictures: [], sizeGuide: ' ', startsAt: at(''), endsAt: at('') };
    expect(readChanges(edit(drop), emptied, reading)).toEqual({ errors: null, patch: { description: null, pictures: [], sizeGuide: null, startsAt: null, endsAt: null } });
  });

  it('does not mind what it does not touch: a size that is used up, a currency that is none, a name that is too long', () => {
    const drop = aDrop({ name: 'x'.repeat(300), price: { amountMinor: 1, currency: 'ABC' }, limitPerCustomer: 0, variants: [aVariant({ total: 0, available: 0 })] });
    expect(readChanges(edit(drop), { ...edit(drop), description: 'New' }, reading)).toEqual({ errors: null, patch: { description: 'New' } });
  });

  it('compares the end with the opening that stays', () => {
    const drop = aDrop({ startsAt: '2027-01-01T10:00:00.000Z' });
    expect(readChanges(edit(drop), { ...edit(drop), endsAt: at('2026-12-24T10:00') }, reading).errors).toEqual({ endsAt: 'ends' });
  });
});

/** The hour that comes twice, in the second of its two turns. */
const REPEATED: [zone: string, local: string, second: string][] = [
  ['Europe/Berlin', '2027-10-31T02:30', '2027-10-31T01:30:00.000Z'],
  ['America/New_York', '2027-11-07T01:30', '2027-11-07T06:30:00.000Z'],
  ['Australia/Sydney', '2027-04-04T02:30', '2027-04-03T16:30:00.000Z'],
];

describe.each(REPEATED)('in %s the hour that comes twice', (zone, local, second) => {
  const drop = aDrop({ startsAt: second, status: 'upcoming' });
  const first = new Date(Date.parse(second) - 3_600_000).toISOString();
  const both: [string, string] = [first, second];

  it('is not moved by another name', () => {
    const initial = edit(drop, zone);
    expect(initial.startsAt.local).toBe(local);
    expect(readChanges(initial, { ...initial, name: 'Other' }, reading)).toEqual({ errors: null, patch: { name: 'Other' } });
  });

  it('is shown as the turn that it is', () => {
    expect(bothOf(edit(drop, zone).startsAt, zone)).toEqual(both);
    expect(sideOf(edit(drop, zone).startsAt, both)).toBe(true);
    expect(sideOf(edit(aDrop({ startsAt: first }), zone).startsAt, both)).toBe(false);
  });

  it.each([[false, 0], [true, 1]])('when typed is what was chosen (%s)', (isLater, side) => {
    const initial = draft({ zone });
    const startsAt: DraftTime = { local, instant: null, isLater };
    expect(readChanges(initial, { ...initial, startsAt }, reading)).toEqual({ errors: null, patch: { startsAt: both[side] } });
    expect(readChanges(initial, { ...initial, startsAt: at(local) }, reading).errors).toEqual({ startsAt: 'twice' });
  });
});

describe('another zone', () => {
  const drop = aDrop({ startsAt: '2027-07-01T10:00:00.000Z' });

  it('shows an untouched time in its own digits, and changes nothing', () => {
    const moved = inZone(edit(drop), 'America/New_York');
    expect(moved.startsAt.local).toBe('2027-07-01T06:00');
    expect(readChanges(edit(drop), moved, reading)).toEqual({ errors: null, patch: {} });
  });

  it('keeps the digits that were typed', () => {
    const typed = { ...edit(drop), startsAt: at('2027-07-01T09:00') };
    expect(readChanges(edit(drop), inZone(typed, 'America/New_York'), reading)).toEqual({ errors: null, patch: { startsAt: '2027-07-01T13:00:00.000Z' } });
  });
});

describe('what was typed and not sent', () => {
  it('comes back on top of what the drop has become', () => {
    const before = edit(aDrop());
    const now = edit(aDrop({ name: 'Renamed by somebody else', price: { amountMinor: 5_000, currency: 'USD' } }));
    const back = rebase(before, { ...before, description: 'Mine' }, now);
    expect(readChanges(now, back, reading)).toEqual({ errors: null, patch: { description: 'Mine' } });
    expect(isTouched(now, back)).toBe(true);
    expect(isTouched(now, rebase(before, before, now))).toBe(false);
  });
});

describe('what the server finds wrong', () => {
  const place = (names: string[]) => {
    const { fields, others } = placeErrors({ code: 'validation_failed', fieldErrors: Object.fromEntries(names.map((name) => [name, { code: 'invalid' as const }])) });
    return { fields: Object.fromEntries(Object.entries(fields).map(([field, placed]) => [field, placed?.error])), others };
  };

  it('is marked where the form has it, and named where it does not', () => {
    expect(place(['name', 'description', 'imageUrl', 'price', 'limitPerCustomer', 'holdSeconds', 'startsAt', 'endsAt', 'variants'])).toEqual({
      fields: { name: 'name', description: 'long', pictures: 'picture', price: 'price', limit: 'limit', holdSeconds: 'hold', startsAt: 'years', endsAt: 'ends', sizes: 'sizes' },
      others: [],
    });
    expect(place(['price.currency', 'price.amountMinor', 'variants[3].label', 'variants[12].total', 'variants[0]', 'sizes', 'priceMinor'])).toEqual({
      fields: { currency: 'currency', price: 'price', 'sizes.3.label': 'size', 'sizes.12.total': 'total', 'sizes.0.label': 'size' },
      others: ['sizes', 'priceMinor'],
    });
  });
});

describe('saving asks first', () => {
  const past = '2026-11-30T12:00:00.000Z';
  const future = '2027-01-30T12:00:00.000Z';
  const live = aDrop({ status: 'live', startsAt: '2026-11-01T00:00:00.000Z' });
  const upcoming = aDrop({ status: 'upcoming', startsAt: '2026-12-24T00:00:00.000Z' });
  it.each<[string, Parameters<typeof consequencesOf>[0], Parameters<typeof consequencesOf>[1], string[]]>([
    ['where an end that is past ends it for good', live, { endsAt: past }, ['endsNow']],
    ['where the end is this moment', live, { endsAt: now }, ['endsNow']],
    ['where it would end while it is paused', { ...live, status: 'paused' }, { endsAt: past }, ['endsNow']],
    ['where an earlier start opens it now', upcoming, { startsAt: past }, ['opensNow']],
    ['where no start opens it now', upcoming, { startsAt: null }, ['opensNow']],
    ['where a later start closes it again', live, { startsAt: future }, ['closes']],
    ['where people buy at the price', live, { price: { amountMinor: 1, currency: 'EUR' } }, ['price']],
    ['of all there is, at once', live, { endsAt: past, price: { amountMinor: 1, currency: 'USD' } }, ['endsNow', 'price']],
    ['where it has opened by the clock', { ...upcoming, startsAt: past }, { price: { amountMinor: 1, currency: 'USD' } }, ['price']],
    ['not for a later end', live, { endsAt: future }, []],
    ['not for another name', live, { name: 'Other' }, []],
    ['not for the price before the opening', upcoming, { price: { amountMinor: 1, currency: 'USD' } }, []],
    ['not of a draft', { ...upcoming, status: 'draft' }, { startsAt: null, price: { amountMinor: 1, currency: 'USD' } }, []],
    ['not when it is over', { ...live, status: 'ended' }, { price: { amountMinor: 1, currency: 'USD' } }, []],
  ])('%s', (_name, drop, patch, consequences) => {
    expect(consequencesOf(drop, patch, Date.parse(now))).toEqual(consequences);
  });
});
