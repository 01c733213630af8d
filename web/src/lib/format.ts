import type { Money } from './api/types';
import { currencyDecimals } from './currencies';

/** 07, 02:13, 1:02:13, 3 days 1:02:13: the parts that are needed and no more. Minutes always stand, so that the width keeps still. */
export function countdown(seconds: number, days: (count: number) => string): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const d = Math.floor(seconds / 86_400);
  const h = Math.floor((seconds % 86_400) / 3600);
  const clock = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  if (d > 0) return `${days(d)} ${h}:${clock}`;
  return h > 0 ? `${h}:${clock}` : clock;
}

/** The same for machines and screen readers: an ISO 8601 duration. */
export const isoDuration = (seconds: number): string => `PT${Math.max(0, Math.round(seconds))}S`;

export function formatMoney({ amountMinor, currency }: Money, locale: string): string {
  const decimals = currencyDecimals(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency', currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals, trailingZeroDisplay: 'stripIfInteger',
  }).format(amountMinor / 10 ** decimals);
}

/** "199", "199.00" or "199,00" → 19900; null where it is no amount of this currency. */
export function parseMoney(text: string, currency: string): number | null {
  const decimals = currencyDecimals(currency);
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim());
  if (!match) return null;
  const [, whole = '0', fraction = ''] = match;
  if (fraction.length > decimals) return null;
  return Number(whole) * 10 ** decimals + Number(fraction.padEnd(decimals, '0') || 0);
}

export const formatNumber = (value: number, locale: string): string => new Intl.NumberFormat(locale).format(value);

export const formatPercent = (value: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(value);

export const formatDate = (instant: string, locale: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, options).format(new Date(instant));

/** Day and time, with the zone said: a drop opens once for the whole world. */
export const formatStart = (instant: string, locale: string): string =>
  formatDate(instant, locale, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
