import { describe, expect, it } from 'vitest';
import type { Contact } from '../api/types';
import { addressLines, gapOf } from './contact';

const address = { line1: 'Marienstraße 1', line2: null, postalCode: '10117', city: 'Berlin', region: null, country: 'DE' };
const alice: Contact = { email: 'alice@example.com', name: 'Alice Example', phone: null, address };

describe('what a drop still asks for', () => {
  it.each([
    ['none', null, null, null],
    ['email', null, null, 'contact'],
    ['email', null, { ...alice, address: null }, null],
    ['address', null, null, 'contact'],
    ['address', null, { ...alice, address: null }, 'address'],
    ['address', null, alice, null],
    ['address', ['AT', 'DE'], alice, null],
    ['address', ['AT'], alice, 'country'],
  ] as const)('%s, sent to %o', (delivery, deliveryCountries, contact, gap) => {
    expect(gapOf({ delivery, deliveryCountries: deliveryCountries === null ? null : [...deliveryCountries] }, contact)).toBe(gap);
  });
});

it('an address is written as on a parcel', () => {
  expect(addressLines(alice, 'de')).toEqual(['Alice Example', 'Marienstraße 1', '10117 Berlin', 'Deutschland']);
  expect(addressLines({ ...alice, address: null }, 'de')).toEqual(['Alice Example']);
});
