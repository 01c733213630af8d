import { act, renderHook } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyDraft } from './draft';
import { forgetDrafts, useStoredDraft } from './storedDraft';

const initial = emptyDraft('One size', { currency: 'EUR', zone: 'Europe/Berlin' });
const open = (name = 'olga.new') => renderHook(() => useStoredDraft(name, initial));

beforeEach(() => localStorage.clear());

describe('a form that was left', () => {
  it('has what was typed when it is opened again', () => {
    const first = open();
    expect(first.result.current.isRestored).toBe(false);
    act(() => first.result.current.setDraft({ ...initial, name: 'Air' }));
    first.unmount();
    const { result } = open();
    expect(result.current.draft.name).toBe('Air');
    expect(result.current.isRestored).toBe(true);
    act(() => result.current.startOver());
    expect(result.current.draft).toEqual(initial);
    expect(open().result.current.isRestored).toBe(false);
  });

  it('keeps the key of a try whose outcome is not known', () => {
    const { result, unmount } = open();
    act(() => result.current.setDraft({ ...initial, name: 'Air' }));
    act(() => result.current.keyPlace.set('k1'));
    unmount();
    expect(open().result.current.keyPlace.get()).toBe('k1');
  });

  it('has nothing after it was sent, also when the answer came late', () => {
    const { result, unmount } = open();
    act(() => result.current.setDraft({ ...initial, name: 'Air' }));
    const { keyPlace, forget } = result.current;
    keyPlace.set('k1');
    unmount();
    forget();
    keyPlace.set(undefined);
    expect(localStorage).toHaveLength(0);
  });

  it('shows nobody else what was typed, and has nothing for anybody after signing out', () => {
    const { result } = open('olga.new');
    act(() => result.current.setDraft({ ...initial, name: 'Air' }));
    expect(open('otto.new').result.current.draft).toEqual(initial);
    forgetDrafts();
    expect(open('olga.new').result.current.draft).toEqual(initial);
  });

  it('is forgotten after a week', () => {
    const { result } = open();
    act(() => result.current.setDraft({ ...initial, name: 'Air' }));
    vi.setSystemTime(Date.now() + 7 * 86_400_000);
    expect(open().result.current.isRestored).toBe(false);
    vi.useRealTimers();
  });

  it.each(['', 'null', '{', '{"version":0}', '[]'])('survives what somebody else wrote there: %j', (text) => {
    localStorage.setItem('stampede.draft.olga.new', text);
    expect(open().result.current.draft).toEqual(initial);
  });
});
