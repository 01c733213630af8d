import { expect, test } from 'vitest';
import type { Drop } from '@/lib/api/types';
import { addressOf, viewOf } from './view';
import { localeOf, wordsIn } from './words';

const at = Date.parse('2026-03-01T12:00:00Z');
const drop = {
  id: '0199b2f0-0000-7000-8000-000000000000', slug: 'air-one', name: 'Air One', price: { amountMinor: 19_900, currency: 'EUR' }, status: 'live', availability: 'available',
  startsAt: '2026-03-01T11:00:00Z', endsAt: null, entrance: 'open', variants: [{ total: 60, available: 20, held: 10, sold: 30 }, { total: 40, available: 5, held: 5, sold: 30 }],
} as unknown as Drop;
const view = (changes: Partial<Drop>, language = 'en', now = at) => viewOf({ ...drop, ...changes }, now, wordsIn(language), localeOf(language));

test.each([
  ['open', {}, 'Live', '25 of 100 free', '', null, 'Get yours'],
  ['open, with an end', { endsAt: '2026-03-01T12:01:05Z' }, 'Live', '25 of 100 free', 'Ends in', '01:05', 'Get yours'],
  ['about to open', { status: 'upcoming', startsAt: '2026-03-01T12:00:07Z' }, 'Opens soon', 'Edition of 100', 'Opens in', '00:07', 'See the drop'],
  ['to open once', { status: 'upcoming', startsAt: null }, 'Opens soon', 'Edition of 100', 'Date to be announced', null, 'See the drop'],
  ['with a draw before it', { status: 'upcoming', startsAt: null, entrance: 'draw' }, 'Opens soon', 'Edition of 100', 'Date to be announced', null, 'Enter the draw'],
  ['all held', { availability: 'allHeld' }, 'All reserved for now', '25 of 100 free', '', null, 'Get yours'],
  ['sold out', { availability: 'soldOut' }, 'Sold out', '25 of 100 free', '', null, 'See the drop'],
  ['paused', { status: 'paused' }, 'Paused', '25 of 100 free', '', null, 'See the drop'],
  ['over', { status: 'ended' }, 'Ended', 'Edition of 100', '', null, 'See the drop'],
] as [string, Partial<Drop>, string, string, string, string | null, string][])('a drop that is %s', (_, changes, state, stock, time, countdown, button) => {
  const shown = view(changes);
  expect([shown.stateText, shown.stock, shown.timeText, shown.countdown?.text ?? null, shown.button]).toEqual([state, stock, time, countdown, button]);
});

test('opening and end come at their second, before the news of them', () => {
  const upcoming = { status: 'upcoming', startsAt: '2026-03-01T12:00:01Z', endsAt: '2026-03-01T12:00:02Z' } as const;
  expect([0, 1, 2].map((seconds) => view({ ...upcoming, status: seconds < 2 ? 'upcoming' : 'live' }, 'en', at + seconds * 1000).state)).toEqual(['upcoming', 'live', 'ended']);
});

test('before the opening and after the end nothing of the bar is free', () => {
  expect([view({}), view({ status: 'upcoming', startsAt: null }), view({ status: 'ended' })].map(({ free, held }) => [free, held])).toEqual([[0.25, 0.15], [0, 0], [0, 0]]);
});

test('it speaks German, and English where it knows no words', () => {
  expect(view({}, 'de-AT').stock).toBe('25 von 100 frei');
  expect(view({}, 'de').price).toBe('199\u00a0€');
  expect(view({}, 'fr').stateText).toBe('Live');
  for (const unknown of ['fr', 'not a language!', 'en_!']) expect(view({}, unknown).price).toBe('€199');
});

test('the way back is one parameter, whatever stands in it', () => {
  expect(addressOf(drop, 'https://drops.example/shop/', 'https://blog.example/a?b=1&c#d')).toBe(
    'https://drops.example/shop/drops/air-one?return=https%3A%2F%2Fblog.example%2Fa%3Fb%3D1%26c%23d');
  expect(addressOf(drop, 'https://drops.example/', null)).toBe('https://drops.example/drops/air-one');
});
