import { useLayoutEffect, useRef, type KeyboardEvent, type MouseEvent } from 'react';

/** Longer than the second half of a double click, or than a thumb that shakes. */
const SETTLE_MS = 600;

type Pressable = 'reserve' | 'claim' | 'complete' | null;

interface Press {
  step: Pressable;
  at: number;
}

/**
 * The buttons that reserve, say yes and buy are in the same place, and one replaces the other. A press counts only for the
 * button that was there when it began: the second half of a double click or a key held down must not press the next one. And the
 * button that buys counts only after there was time to read it.
 * @param step What a press does now. Null: nothing.
 */
export function usePresses(step: Pressable) {
  const last = useRef(step);
  const shownAt = useRef(-Infinity);
  /** `open` has not become a click yet; `done` is the press before it. */
  const open = useRef<Press>(null);
  const done = useRef<Press>(null);

  useLayoutEffect(() => {
    if (step === 'complete' && last.current !== 'complete' && last.current !== null) shownAt.current = performance.now();
    if (step !== null) last.current = step;
  }, [step]);

  const begin = () => {
    done.current = open.current ?? done.current;
    open.current = { step, at: performance.now() };
  };
  return {
    onPointerDown: begin,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      if (event.repeat) event.preventDefault();
      else begin();
    },
    /** Whether this click is meant for what stands there. */
    counts: (event: MouseEvent): boolean => {
      // Voice control and screen readers click without pointer or key.
      if (event.detail === 0 && open.current === null) begin();
      const [press, before, now] = [open.current, done.current, performance.now()];
      [open.current, done.current] = [null, press ?? before];
      const isSecondHalf = before !== null && before.step !== step && now - before.at < SETTLE_MS;
      const wasReadable = step !== 'complete' || now - shownAt.current >= SETTLE_MS;
      return press?.step === step && !isSecondHalf && wasReadable;
    },
  };
}
