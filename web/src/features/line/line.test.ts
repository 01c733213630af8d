// @vitest-environment node
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { aLine, anEntry, aSize } from '@/lib/testing';
import { minutesUntil, paceOf } from './minutes';
import { hasTurnSoon, isFarOff, pollMs } from './polling';
import { preferred, toggled } from './preferences';
import { isTicketRight, ticketCommand, ticketOf } from './ticket';
import { de } from './words/de';
import { en } from './words/en';

const seed = 'a'.repeat(64);
const secret = 'b'.repeat(64);
const entryId = '0123456789abcdef0123456789abcdef';
const inShell = (command: string) => execFileSync('sh', ['-c', command], { encoding: 'utf8' }).slice(0, 64);

describe('the number', () => {
  it('is what a shell gets by the line that the page shows', () => {
    expect(inShell(ticketCommand(seed, entryId))).toBe(ticketOf(seed, entryId));
  });

  it('is right only if the secret is the one that was promised', () => {
    const commit = inShell(`printf 'stampede.commit/v1\\n%s\\n' ${secret} | sha256sum`);
    const entry = { entryId, ticket: ticketOf(seed, entryId) };
    expect(isTicketRight({ seed, secret, commit }, entry)).toBe(true);
    expect(isTicketRight({ seed, secret, commit: seed }, entry)).toBe(false);
    expect(isTicketRight({ seed, secret, commit }, { ...entry, ticket: seed })).toBe(false);
    expect(isTicketRight({ seed: null, secret: null, commit }, { ...entry, ticket: null })).toBeNull();
  });
});

describe('the time', () => {
  it('is a range that has the likely one in it', () => {
    expect(minutesUntil(600, 60)).toEqual({ low: 7, high: 16 });
    expect(minutesUntil(1, 60)).toEqual({ low: 1, high: 2 });
  });

  it('is not told where nothing is known', () => {
    expect(minutesUntil(10, null)).toBeNull();
    expect(paceOf({ servedTo: 0, atMs: 0 }, { servedTo: 100, atMs: 1_000 })).toBeNull();
    expect(paceOf({ servedTo: 0, atMs: 0 }, { servedTo: 2, atMs: 60_000 })).toBeNull();
  });

  it('follows the pace that was seen', () => {
    expect(paceOf({ servedTo: 10, atMs: 0 }, { servedTo: 40, atMs: 60_000 })).toBe(30);
  });
});

describe('asking', () => {
  const now = Date.parse('2027-01-01T09:59:50.000Z');
  it('comes soon after the close, and not before it', () => {
    expect(pollMs(aLine({ pollAfter: 120 }), null, now, () => 0)).toBe(10_300);
    expect(pollMs(aLine({ pollAfter: 5 }), null, now, () => 0)).toBe(5_000);
  });

  it('is seldom for who is far off, and ends with the line', () => {
    expect(pollMs(aLine({ phase: 'serving', pollAfter: 5, startsAt: null, closesAt: null }), anEntry({ pollAfter: 90 }), now, () => 0)).toBe(90_000);
    expect(pollMs(aLine({ phase: 'finished' }), null, now)).toBe(false);
  });

  it('is about oneself only where the turn is near', () => {
    const line = aLine({ phase: 'serving', servedTo: 100 });
    expect(hasTurnSoon(line, anEntry({ place: 105 }))).toBe(true);
    expect(hasTurnSoon(line, anEntry({ place: 5_000 }))).toBe(false);
    expect(hasTurnSoon(line, anEntry({ place: 105, state: 'lapsed' }))).toBe(false);
    expect(hasTurnSoon({ ...line, phase: 'paused' }, anEntry({ place: 105 }))).toBe(false);
  });
});

describe('the order of sizes', () => {
  it('is the order of choosing, and can be changed', () => {
    const chosen = ['a', 'b', 'c'].reduce<string[]>(toggled, []);
    expect(chosen).toEqual(['a', 'b', 'c']);
    expect(preferred(chosen, 'c')).toEqual(['a', 'c', 'b']);
    expect(preferred(chosen, 'a')).toEqual(chosen);
    expect(toggled(chosen, 'b')).toEqual(['a', 'c']);
  });

  it('has five at most', () => {
    expect(['a', 'b', 'c', 'd', 'e', 'f'].reduce<string[]>(toggled, [])).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

it('what will happen is told in three lines, in both languages', () => {
  for (const { how } of [en, de]) {
    for (const lines of [how.queue('noon', 30, 120), how.queueLate(30, 120), how.draw('noon', 86_400), how.drawLate(86_400), how.open(86_400)]) {
      expect(lines).toHaveLength(3);
      for (const line of lines) expect(line).toMatch(/\.$/);
    }
  }
});

describe('a live connection', () => {
  const serving = aLine({ phase: 'serving', servedTo: 100, perVariant: [aSize({ available: 0, held: 20 })] });
  it('is kept where something may come, or can be taken, and nowhere else', () => {
    expect(isFarOff(aLine(), null)).toBe(true);
    expect(isFarOff(aLine({ phase: 'sealed' }), anEntry())).toBe(true);
    expect(isFarOff(aLine({ mode: 'open' }), null)).toBe(false);
    expect(isFarOff(serving, anEntry({ place: 5_000 }))).toBe(true);
    expect(isFarOff(serving, anEntry({ place: 115 }))).toBe(false);
    expect(isFarOff(serving, anEntry({ place: 5_000, state: 'offered' }))).toBe(false);
    expect(isFarOff(serving, null)).toBe(false);
    expect(isFarOff({ ...serving, phase: 'paused' }, anEntry({ place: 115 }))).toBe(true);
    expect(isFarOff({ ...serving, phase: 'finished' }, anEntry({ place: 5_000 }))).toBe(false);
    expect(isFarOff({ ...serving, phase: 'finished', perVariant: [aSize({ available: 0, held: 0 })] }, anEntry({ place: 5_000 }))).toBe(true);
  });
});
