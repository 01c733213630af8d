import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { SpeechProvider } from '@/lib/i18n';
import { en } from '@/lib/i18n/en';
import { aHold, aPurchase } from '@/lib/testing';
import { BigButton, type Attempt } from './BigButton';
import type { Step } from './nextStep';
import { StepNote } from './StepNote';

const idle: Attempt = { isPending: false, failureCount: 0, failureReason: null };
const around = ({ children }: { children: ReactNode }) => <SpeechProvider initial={{ language: 'en', texts: en }}>{children}</SpeechProvider>;

function show(step: Step, attempt: Attempt = idle) {
  const presses = { onReserve: vi.fn(), onClaim: vi.fn(), onComplete: vi.fn(), onChooseSize: vi.fn() };
  render(<><BigButton step={step} attempt={attempt} {...presses} /><StepNote step={step} attempt={attempt} fallback="" /></>, { wrapper: around });
  return presses;
}

describe('the big button', () => {
  it('reserves', async () => {
    const { onReserve } = show({ kind: 'reserve', variantId: 'v1', quantityMax: 1 });
    await userEvent.click(screen.getByRole('button', { name: 'Reserve' }));
    expect(onReserve).toHaveBeenCalledWith('v1');
  });

  it('completes, with the time that is left', async () => {
    const { onComplete } = show({ kind: 'complete', hold: aHold({ expiresAt: new Date(Date.now() + 47_000).toISOString() }) });
    const button = screen.getByRole('button', { name: /Complete purchase/ });
    expect(button.textContent).toMatch(/\(00:4[67]\)/);
    await userEvent.click(button);
    expect(onComplete).toHaveBeenCalledOnce();
  });

  it('takes one press at a time, and says when an answer is missing', async () => {
    const { onReserve } = show({ kind: 'reserve', variantId: 'v1', quantityMax: 1 }, { isPending: true, failureCount: 1, failureReason: null });
    await userEvent.click(screen.getByRole('button', { name: 'One moment' }));
    expect(onReserve).not.toHaveBeenCalled();
    expect(screen.getByRole('status').textContent).toMatch(/nothing happens twice/);
  });

  const reserve: Step = { kind: 'reserve', variantId: 'v1', quantityMax: 2 };
  const complete: Step = { kind: 'complete', hold: aHold() };

  /** The step changes while the button stays where it is. */
  function showThen(first: Step, second: Step) {
    const presses = { onReserve: vi.fn(), onClaim: vi.fn(), onComplete: vi.fn(), onChooseSize: vi.fn() };
    const { rerender } = render(<BigButton step={first} attempt={idle} {...presses} />, { wrapper: around });
    return { ...presses, become: (step = second) => rerender(<BigButton step={step} attempt={idle} {...presses} />) };
  }

  it.each<[string, Step, Step]>([['Complete', complete, reserve], ['Reserve', reserve, complete]])('is not pressed again by the second half of a double click on %s', async (_name, first, second) => {
    const { become, onReserve, onComplete } = showThen(first, second);
    await userEvent.click(screen.getByRole('button'));
    become();
    await userEvent.click(screen.getByRole('button'));
    expect(onReserve.mock.calls.length + onComplete.mock.calls.length).toBe(1);
  });

  it('takes a press of what has stood there for a while', async () => {
    const { become, onReserve } = showThen(complete, reserve);
    become();
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 601);
    await userEvent.click(screen.getByRole('button'));
    expect(onReserve).toHaveBeenCalledOnce();
    vi.restoreAllMocks();
  });

  it('reserves again at once after a hold was let go: only what buys has to be read first', async () => {
    const { become, onReserve } = showThen(reserve, complete);
    await userEvent.click(screen.getByRole('button'));
    become();
    become(reserve);
    await userEvent.click(screen.getByRole('button'));
    expect(onReserve).toHaveBeenCalledTimes(2);
  });

  it('is not pressed by a finger that was on it when it changed', () => {
    const { become, onReserve } = showThen(complete, reserve);
    fireEvent.pointerDown(screen.getByRole('button'));
    become();
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 2000);
    fireEvent.pointerUp(screen.getByRole('button'));
    fireEvent.click(screen.getByRole('button'), { detail: 1 });
    expect(onReserve).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('is not pressed by a key that is held down', () => {
    showThen(complete, reserve);
    const button = screen.getByRole('button');
    expect(fireEvent.keyDown(button, { key: 'Enter' })).toBe(true);
    expect(fireEvent.keyDown(button, { key: 'Enter', repeat: true })).toBe(false);
    expect(fireEvent.keyDown(button, { key: 'Tab', repeat: true })).toBe(true);
  });

  it('that opens at its time is there to be pressed at once', async () => {
    const { become, onReserve } = showThen({ kind: 'opens', at: '2027-01-01T10:00:00.000Z' }, reserve);
    become();
    await userEvent.click(screen.getByRole('button'));
    expect(onReserve).toHaveBeenCalledOnce();
  });

  it('leads to the receipt of what is yours', () => {
    show({ kind: 'yours', purchase: aPurchase() });
    expect(screen.getByRole('link', { name: /Yours/ }).getAttribute('href')).toBe('/receipts/p1');
  });

  it.each<[Step['kind'], string]>([['soldOut', 'Sold out'], ['allHeld', 'All reserved for now'], ['paused', 'Paused'], ['ended', 'Ended'], ['lapsing', 'Time is up']])('has nothing to press when %s', (kind, words) => {
    show({ kind, hold: aHold() } as Step);
    expect(screen.getByText(words)).toBeDefined();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
