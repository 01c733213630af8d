import { useLayoutEffect, useRef, type KeyboardEvent, type MouseEvent } from 'react';

/** As long as the second half of a double click, or a thumb that shakes, may take. */
const SETTLE_MS = 600;

type Pressable = 'reserve' | 'complete' | null;

interface Press {
  step: Pressable;
  at: number;
}

/**
 * The button that completes and the one that reserves stand in the same place. A press belongs to what stood there when it
 * began: what has taken that place under the finger is not pressed by it, nor by its second half, nor by a key held down.
 * And nothing is bought before there was time to see what it is.
 * @param step What a press does now; null: nothing.
 */
export function usePresses(step: Pressable) {
  const last = useRef(step);
  const shownAt = useRef(-Infinity);
  /** The press that has not become a click yet, and the one before it. */
  const open = useRef<Press>(null);
  const done = useRef<Press>(null);

  useLayoutEffect(() => {
    if (step === 'complete' && last.current === 'reserve') shownAt.current = performance.now();
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
