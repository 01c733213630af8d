import { describe, expect, it } from 'vitest';
import { aDrop } from '@/lib/testing';
import { draftOf, emptyDraft, patchOf, readDraft, type Draft } from './draft';

const draft = (over: Partial<Draft> = {}): Draft => ({ ...emptyDraft(), name: 'Air One', price: '199', zone: 'Europe/Berlin', ...over });

describe('a drop’s form', () => {
  it('is read into what the server takes', () => {
    expect(readDraft(draft({ startsAt: '2027-01-15T10:00' }))).toEqual({
      errors: null,
      input: {
        name: 'Air One', description: null, imageUrl: null, price: { amountMinor: 19_900, currency: 'USD' },
        startsAt: '2027-01-15T09:00:00.000Z', endsAt: null, holdSeconds: 60, limitPerCustomer: 1, variants: [{ label: 'One size', total: 100 }],
      },
    });
  });

  it.each<[string, Partial<Draft>, string]>([
    ['no name', { name: ' ' }, 'name'],
    ['no price', { price: '' }, 'price'],
    ['a limit of nothing', { limit: '0' }, 'limit'],
    ['an endless hold', { holdSeconds: '3601' }, 'holdSeconds'],
    ['a time that never comes', { startsAt: '2027-03-28T02:30' }, 'startsAt'],
    ['an end before the opening', { startsAt: '2027-01-15T10:00', endsAt: '2027-01-15T09:00' }, 'endsAt'],
    ['two sizes of one name', { sizes: [{ key: 0, label: 'M', total: '1' }, { key: 1, label: 'M ', total: '1' }] }, 'sizes'],
    ['half a piece', { sizes: [{ key: 0, label: 'M', total: '0.5' }] }, 'sizes'],
  ])('with %s is refused', (_name, over, field) => {
    expect(Object.keys(readDraft(draft(over)).errors ?? {})).toEqual([field]);
  });

  it('of a clone has no date of its own yet', () => {
    expect(draftOf(aDrop(), { withSchedule: false })).toMatchObject({ startsAt: '', price: '199.00' });
  });

  it('sends only what was changed', () => {
    const drop = aDrop({ startsAt: '2027-01-01T10:00:30.000Z' });
    const read = readDraft({ ...draftOf(drop, { withSchedule: true }), name: 'Air Two' });
    expect(read.errors).toBeNull();
    expect(read.errors === null && patchOf(drop, read.input)).toEqual({ name: 'Air Two' });
  });
});
