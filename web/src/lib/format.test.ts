import { describe, expect, it } from 'vitest';
import { countdown, formatMoney, parseMoney } from './format';

const days = (count: number) => `${count} d`;

describe('a countdown', () => {
  it.each([[0, '00:00'], [7, '00:07'], [133, '02:13'], [3600, '1:00:00'], [3733, '1:02:13'], [86_400, '1 d 0:00:00'], [3 * 86_400 + 3733, '3 d 1:02:13']])('of %i s reads %s', (seconds, text) => {
    expect(countdown(seconds, days)).toBe(text);
  });
});

describe('money', () => {
  it('has the decimals of its currency', () => {
    expect(formatMoney({ amountMinor: 19_950, currency: 'USD' }, 'en-US')).toBe('$199.50');
    expect(formatMoney({ amountMinor: 19_900, currency: 'JPY' }, 'en-US')).toBe('¥19,900');
    expect(formatMoney({ amountMinor: 19_950, currency: 'KWD' }, 'en-US')).toBe('KWD\u00a019.950');
    expect(formatMoney({ amountMinor: 19_950, currency: 'HUF' }, 'en-US')).toBe('HUF\u00a0199.50');
    expect(formatMoney({ amountMinor: 19_950, currency: 'IQD' }, 'en-US')).toBe('IQD\u00a019.950');
    expect(formatMoney({ amountMinor: 19_950, currency: 'CLF' }, 'en-US')).toBe('CLF\u00a01.9950');
  });

  it('leaves out decimals that say nothing', () => {
    expect(formatMoney({ amountMinor: 19_900, currency: 'EUR' }, 'de')).toBe('199\u00a0€');
  });

  it.each([['199', 'USD', 19_900], ['199.5', 'USD', 19_950], ['199,00', 'EUR', 19_900], ['0', 'USD', 0], ['19900', 'JPY', 19_900], ['199.5', 'HUF', 19_950], ['19,95', 'IDR', 1_995], ['1.995', 'IQD', 1_995]])('%s %s is read as %i', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toBe(minor);
  });

  it.each([['', 'USD'], ['1.999', 'USD'], ['-5', 'USD'], ['19.5', 'JPY'], ['abc', 'USD'], ['1e3', 'USD']])('%j %s is refused', (text, currency) => {
    expect(parseMoney(text, currency)).toBeNull();
  });
});
