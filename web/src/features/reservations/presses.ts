import { useLayoutEffect, useRef, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';

/** As long as the second half of a double click, or a thumb that shakes, may take. */
const SETTLE_MS = 600;

/**
 * The button that completes and the one that reserves stand in the same place. A press belongs to what stood there when it
 * began: what has taken that place under the finger is not pressed by it, nor by its second half, nor by a key held down.
 * @param step What a press does now; null: nothing.
 */
export function usePresses(step: 'reserve' | 'complete' | null) {
  const last = useRef(step);
  const changedAt = useRef(-Infinity);
  const pressed = useRef<typeof step>(null);

  // What cannot be pressed in between changes nothing: a button that opens at its time is there to be pressed at once.
  useLayoutEffect(() => {
    if (step === null || step === last.current) return;
    if (last.current !== null) changedAt.current = performance.now();
    last.current = step;
  }, [step]);

  return {
    onPointerDown: (_event: PointerEvent) => (pressed.current = step),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
      else pressed.current = step;
    },
    /** Whether this click is meant for what stands there. */
    counts: (event: MouseEvent): boolean => {
      const began = pressed.current;
      pressed.current = null;
      // Voice control and screen readers click without pointer or key.
      const isOfThisStep = began === step || (began === null && event.detail === 0);
      return isOfThisStep && performance.now() - changedAt.current >= SETTLE_MS;
    },
  };
}
