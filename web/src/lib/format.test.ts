import { describe, expect, it, vi } from 'vitest';
import { countdown, formatDate, formatMoney, formatNumber, formatPercent, parseMoney } from './format';

const days = (count: number) => `${count} d`;

describe('a countdown', () => {
  it.each([[0, '00:00'], [7, '00:07'], [133, '02:13'], [3600, '1:00:00'], [3733, '1:02:13'], [86_400, '1 d 00:00:00'], [3 * 86_400 + 3733, '3 d 01:02:13']])('of %i s reads %s', (seconds, text) => {
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

  it.each([
    ['199', 'USD', 'en', 19_900], ['199.5', 'USD', 'en', 19_950], ['199,00', 'EUR', 'en', 19_900], ['199.00', 'EUR', 'de', 19_900], ['0', 'USD', 'en', 0],
    ['19900', 'JPY', 'en', 19_900], ['19,900', 'JPY', 'en', 19_900], ['19.900', 'JPY', 'de', 19_900],
    ['1.299,00', 'EUR', 'de', 129_900], ['1.299,00', 'EUR', 'en', 129_900], ['1,299.00', 'EUR', 'de', 129_900], ['1.299', 'EUR', 'de', 129_900], ['1,299', 'USD', 'en', 129_900],
    ['1 299,5', 'EUR', 'fr', 129_950], ['1\u00a0299', 'EUR', 'de', 129_900], ['1’299.05', 'CHF', 'de-CH', 129_905], ['1,23,456.7', 'INR', 'en', 12_345_670], ['1.234.567', 'EUR', 'de', 123_456_700],
    ['199.5', 'HUF', 'en', 19_950], ['19,95', 'IDR', 'en', 1_995], ['1.995', 'IQD', 'en', 1_995],
    ['1.299', 'KWD', 'en', 1299], ['1,299', 'KWD', 'de', 1299], ['1.299', 'KWD', 'de', 1_299_000], ['15,000', 'HUF', 'en', 1_500_000], ['10000000000', 'USD', 'en', 1_000_000_000_000],
  ])('%s %s in %s is read as %i', (text, currency, locale, minor) => {
    expect(parseMoney(text, currency, locale)).toBe(minor);
  });

  it.each([
    ['', 'USD', 'en'], ['1.999', 'USD', 'en'], ['1,999', 'EUR', 'de'], ['-5', 'USD', 'en'], ['19.5', 'JPY', 'en'], ['abc', 'USD', 'en'], ['1e3', 'USD', 'en'], ['.5', 'USD', 'en'], ['5.', 'USD', 'en'],
    ['1.2.3', 'USD', 'en'], ['1,2,3', 'USD', 'en'], ['1.299,00,00', 'EUR', 'de'], ['1.2345.678', 'EUR', 'de'], ['1,299 000', 'EUR', 'en'], ['1 2', 'EUR', 'en'], ['10000000000.01', 'USD', 'en'],
  ])('%j %s in %s is refused', (text, currency, locale) => {
    expect(parseMoney(text, currency, locale)).toBeNull();
  });
});

describe('formatters', () => {
  it('are made once, however many cells they fill', () => {
    let made = 0;
    const { NumberFormat, DateTimeFormat } = Intl;
    vi.stubGlobal('Intl', {
      ...Intl,
      NumberFormat: function counted(...args: ConstructorParameters<typeof NumberFormat>) {
        made++;
        return new NumberFormat(...args);
      },
      DateTimeFormat: function counted(...args: ConstructorParameters<typeof DateTimeFormat>) {
        made++;
        return new DateTimeFormat(...args);
      },
    });
    for (let cell = 0; cell < 1_000; cell++) {
      formatNumber(cell, 'en-NZ');
      formatPercent(cell / 1_000, 'en-NZ');
      formatMoney({ amountMinor: cell, currency: 'NZD' }, 'en-NZ');
      formatDate('2027-01-15T09:00:00Z', 'en-NZ', { hour: '2-digit', minute: '2-digit' });
    }
    vi.unstubAllGlobals();
    expect(made).toBe(4);
  });
});
