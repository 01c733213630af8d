import { describe, expect, it } from 'vitest';
import { aDrop, aHold, aPurchase, aVariant } from '@/lib/testing';
import { nextStep } from './nextStep';

const start = Date.parse('2027-01-01T10:00:00.000Z');
const situation = (over: Partial<Parameters<typeof nextStep>[0]> = {}) => ({ drop: aDrop(), holds: [], purchases: [], variantId: null, nowMs: start + 1000, ...over });
const step = (over: Partial<Parameters<typeof nextStep>[0]> = {}) => nextStep(situation(over));

const two = [aVariant({ id: 'v1' }), aVariant({ id: 'v2', label: 'EU 43' })];
const gone = aVariant({ id: 'v1', available: 0, sold: 10 });
const held = aVariant({ id: 'v1', available: 0, held: 3, sold: 7 });

describe('the next step', () => {
  it('before the opening is to wait for it', () => {
    expect(step({ drop: aDrop({ status: 'upcoming' }), nowMs: start - 1 })).toEqual({ kind: 'opens', at: '2027-01-01T10:00:00.000Z' });
    expect(step({ drop: aDrop({ status: 'upcoming', startsAt: null }) }).kind).toBe('unscheduled');
  });

  it('turns at the very second of the opening, before any news of it', () => {
    expect(step({ drop: aDrop({ status: 'upcoming' }), nowMs: start }).kind).toBe('reserve');
  });

  it('is to reserve where there is one size, and to choose where there are more', () => {
    expect(step()).toEqual({ kind: 'reserve', variantId: 'v1', quantityMax: 1 });
    expect(step({ drop: aDrop({ variants: two }) }).kind).toBe('chooseSize');
    expect(step({ drop: aDrop({ variants: two }), variantId: 'v2' })).toMatchObject({ kind: 'reserve', variantId: 'v2' });
  });

  it('allows as many as limit, purchases and stock leave', () => {
    const drop = aDrop({ limitPerCustomer: 3 });
    expect(step({ drop })).toMatchObject({ quantityMax: 3 });
    expect(step({ drop, purchases: [aPurchase()] })).toMatchObject({ quantityMax: 2 });
    expect(step({ drop: { ...drop, variants: [aVariant({ available: 1, sold: 9 })] } })).toMatchObject({ quantityMax: 1 });
  });

  it('tells a size that is gone from one that may come back', () => {
    const other = aVariant({ id: 'v2' });
    expect(step({ drop: aDrop({ variants: [gone, other] }), variantId: 'v1' }).kind).toBe('sizeGone');
    expect(step({ drop: aDrop({ variants: [held, other] }), variantId: 'v1' }).kind).toBe('sizeHeld');
  });

  it('tells all held from sold out', () => {
    expect(step({ drop: aDrop({ availability: 'allHeld', variants: [held] }) }).kind).toBe('allHeld');
    expect(step({ drop: aDrop({ availability: 'soldOut', variants: [gone] }) }).kind).toBe('soldOut');
  });

  it('is nothing while paused, ended, or not published', () => {
    expect(step({ drop: aDrop({ status: 'paused' }) }).kind).toBe('paused');
    expect(step({ drop: aDrop({ status: 'ended' }) }).kind).toBe('ended');
    expect(step({ drop: aDrop({ endsAt: '2027-01-01T10:00:01.000Z' }) }).kind).toBe('ended');
    expect(step({ drop: aDrop({ status: 'draft' }) }).kind).toBe('draft');
    expect(step({ drop: aDrop({ status: 'ended', availability: 'soldOut', variants: [gone] }) }).kind).toBe('soldOut');
  });
});

describe('one’s own hold', () => {
  it.each([
    ['all held', aDrop({ availability: 'allHeld', variants: [held] })],
    ['sold out', aDrop({ availability: 'soldOut', variants: [gone] })],
    ['paused', aDrop({ status: 'paused' })],
    ['ended', aDrop({ status: 'ended' })],
  ])('is to be completed though the drop is %s', (_name, drop) => {
    expect(step({ drop, holds: [aHold()] }).kind).toBe('complete');
  });

  it('lapses at its very instant', () => {
    expect(step({ holds: [aHold()], nowMs: start + 59_999 }).kind).toBe('complete');
    expect(step({ holds: [aHold()], nowMs: start + 60_000 }).kind).toBe('lapsing');
  });

  it('that ends first comes first', () => {
    const later = aHold({ id: 'r2', expiresAt: '2027-01-01T10:02:00.000Z' });
    expect(step({ holds: [later, aHold()] })).toMatchObject({ kind: 'complete', hold: { id: 'r1' } });
  });
});

describe('what one has bought', () => {
  it('is shown once the limit is reached', () => {
    expect(step({ purchases: [aPurchase()] })).toMatchObject({ kind: 'yours', purchase: { id: 'p1' } });
  });

  it('reads as Yours, not as sold out or ended', () => {
    const drop = aDrop({ limitPerCustomer: 2, availability: 'soldOut', variants: [gone] });
    expect(step({ drop, purchases: [aPurchase()] }).kind).toBe('yours');
    expect(step({ drop: { ...drop, status: 'ended' }, purchases: [aPurchase()] }).kind).toBe('yours');
  });
});
