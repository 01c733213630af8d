import { PriceBody } from './api/bounds';
import type { Money } from './api/types';
import { currencyDecimals } from './currencies';

/** Making a formatter costs as much as a thousand uses of it, so each is made once and kept. */
function once<Options extends object, Format>(make: (locale: string, options?: Options) => Format): (locale: string, options?: Options) => Format {
  const made = new Map<string, Format>();
  return (locale, options) => {
    const key = options === undefined ? locale : `${locale} ${JSON.stringify(options)}`;
    let format = made.get(key);
    if (format === undefined) made.set(key, (format = make(locale, options)));
    return format;
  };
}

export const numberFormat = once((locale: string, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));

export const dateFormat = once((locale: string, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options));

/** "00:07", "02:13", "1:02:13", "3 days 01:02:13". Minutes are always there, so that the width does not change. */
export function countdown(seconds: number, days: (count: number) => string): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const d = Math.floor(seconds / 86_400);
  const h = Math.floor((seconds % 86_400) / 3600);
  const clock = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  if (d > 0) return `${days(d)} ${two(h)}:${clock}`;
  return h > 0 ? `${h}:${clock}` : clock;
}

/** The same for machines and screen readers, as an ISO 8601 duration. */
export const isoDuration = (seconds: number): string => `PT${Math.max(0, Math.round(seconds))}S`;

export function formatMoney({ amountMinor, currency }: Money, locale: string): string {
  const decimals = currencyDecimals(currency);
  return numberFormat(locale, {
    style: 'currency', currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals, trailingZeroDisplay: 'stripIfInteger',
  }).format(amountMinor / 10 ** decimals);
}

const GROUPED = /^\d{1,3}([.,'’\s])(?:\d{2,3}\1)*\d{3}$/;

/**
 * Reads "199", "199.00", "199,00", "1.299,00", "1,299.00" or "1 299" as smallest units. "1.299" is more than a thousand if the locale
 * groups digits by dots; otherwise it is no price with two decimals. Null: not an amount of this currency.
 */
export function parseMoney(text: string, currency: string, locale: string): number | null {
  const decimals = currencyDecimals(currency);
  const trimmed = text.trim();
  const marks = trimmed.match(/[.,]/g) ?? [];
  const last = Math.max(trimmed.lastIndexOf('.'), trimmed.lastIndexOf(','));
  const mark = trimmed[last];
  const after = trimmed.length - last - 1;
  const isGroup = marks.filter((one) => one === mark).length > 1 || (marks.length === 1 && after === 3 && mark === groupMark(locale));
  const isDecimal = mark !== undefined && !isGroup;
  const [whole, fraction] = isDecimal ? [trimmed.slice(0, last), trimmed.slice(last + 1)] : [trimmed, ''];
  if (!(/^\d{1,15}$/.test(whole) || GROUPED.test(whole)) || !/^\d*$/.test(fraction) || fraction.length > decimals || (isDecimal && fraction === '')) return null;
  const minor = Number(whole.replace(/\D/g, '')) * 10 ** decimals + Number(fraction.padEnd(decimals, '0') || 0);
  return minor <= PriceBody.amountMinor.maximum ? minor : null;
}

const groupMark = (locale: string): string | undefined => numberFormat(locale).formatToParts(1_234_567).find(({ type }) => type === 'group')?.value;

export const formatNumber = (value: number, locale: string): string => numberFormat(locale).format(value);

export const formatPercent = (value: number, locale: string): string =>
  numberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(value);

export const formatDate = (instant: string, locale: string, options: Intl.DateTimeFormatOptions): string =>
  dateFormat(locale, options).format(new Date(instant));

/** "08:05:03". */
export const formatTime = (instant: string, locale: string): string => formatDate(instant, locale, TIME_STYLE);

export const TIME_STYLE = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;

/** "8:05:03": for lists in which the time comes last. */
export const formatShortTime = (instant: string, locale: string): string => formatDate(instant, locale, { ...TIME_STYLE, hour: 'numeric' });

export const formatDateTime = (instant: string, locale: string): string =>
  formatDate(instant, locale, { day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit' });

/** Day and time with the time zone, because a drop opens once for the whole world. */
export const formatStart = (instant: string, locale: string): string =>
  formatDate(instant, locale, { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' });
