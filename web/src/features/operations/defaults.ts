import type { Shop } from '@/lib/api/types';
import { CURRENCY_CODES } from '@/lib/currencies';
import { deviceTimeZone } from '@/lib/zonedTime';
import type { Defaults } from './draft';

const STORED = 'stampede.operate.defaults';

/** Currency and time zone of the shop; what it does not say, of the last drop that was made here. At first: dollars, and the time zone of the device. */
export function defaultsOf({ currency, timeZone }: Pick<Shop, 'currency' | 'timeZone'>): Defaults {
  const last = rememberedDefaults();
  return { currency: currency ?? last.currency, zone: timeZone !== null && isZone(timeZone) ? timeZone : last.zone };
}

export function rememberedDefaults(): Defaults {
  const own: Defaults = { currency: 'USD', zone: deviceTimeZone() };
  try {
    const { currency, zone } = JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Defaults>;
    return {
      currency: currency !== undefined && CURRENCY_CODES.includes(currency) ? currency : own.currency,
      zone: zone !== undefined && isZone(zone) ? zone : own.zone,
    };
  } catch {
    return own;
  }
}

export function rememberDefaults({ currency, zone }: Defaults): void {
  try {
    localStorage.setItem(STORED, JSON.stringify({ currency, zone }));
  } catch {
    // Storage is forbidden: the next form begins like the first.
  }
}

const isZone = (zone: string): boolean => zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone);
