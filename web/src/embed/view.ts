import type { Drop } from '@/lib/api/types';
import { currentStatus, dropPath, stockOf } from '@/lib/drops/status';
import { countdown, formatMoney, formatNumber, formatStart, isoDuration } from '@/lib/format';
import { secondsUntil } from '@/lib/serverClock';
import type { Words } from './words';

export type State = 'upcoming' | 'live' | 'paused' | 'ended' | 'soldOut' | 'allHeld';

/** What the widget shows of a drop at a moment. */
export interface View {
  state: State;
  stateText: string;
  name: string;
  price: string;
  stock: string;
  /** Of the whole, from 0 to 1. */
  free: number;
  held: number;
  /** Before a countdown, or in place of one. */
  timeText: string;
  countdown: { text: string; machine: string } | null;
  button: string;
  /** There is nothing to buy behind it now. */
  isQuiet: boolean;
}

export function viewOf(drop: Drop, nowMs: number, words: Words, locale: string): View {
  const status = currentStatus(drop, nowMs);
  const { total, available, held } = stockOf(drop);
  const isBefore = status === 'draft' || status === 'upcoming';
  const state: State = isBefore ? 'upcoming'
    : drop.availability === 'soldOut' ? 'soldOut'
    : status === 'live' && drop.availability === 'allHeld' ? 'allHeld'
    : status;
  const isClosed = isBefore || state === 'ended';
  const until = isBefore ? drop.startsAt : status === 'live' && state !== 'soldOut' ? drop.endsAt : null;
  const seconds = until === null ? 0 : secondsUntil(Date.parse(until), nowMs);
  return {
    state,
    stateText: words[state],
    name: drop.name,
    price: formatMoney(drop.price, locale),
    stock: isClosed ? words.edition(formatNumber(total, locale)) : words.stock(formatNumber(available, locale), formatNumber(total, locale)),
    free: isClosed || total === 0 ? 0 : available / total,
    held: isClosed || total === 0 ? 0 : held / total,
    timeText: until === null ? (isBefore ? words.noDate : '')
      : isBefore && seconds >= 86_400 ? formatStart(until, locale)
      : isBefore ? words.opensIn : words.endsIn,
    countdown: until === null || (isBefore && seconds >= 86_400) ? null : { text: countdown(seconds, words.days), machine: isoDuration(seconds) },
    button: state === 'live' || state === 'allHeld' || (isBefore && drop.entrance !== 'open') ? words.buttons[drop.entrance] : words.buttons.see,
    isQuiet: state === 'ended' || state === 'soldOut',
  };
}

/**
 * The drop's page, with the way back.
 * @param shop With a slash at its end.
 * @param back Null: none is offered.
 */
export function addressOf(drop: Drop, shop: string, back: string | null): string {
  const page = new URL(dropPath(drop).slice(1), shop);
  if (back !== null) page.searchParams.set('return', back);
  return page.href;
}
