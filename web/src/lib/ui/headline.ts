import type { CSSProperties } from 'react';

/** Lines that a headline may have. */
const LINES_MAX = 3;

/**
 * For the `fit-headline` class: how many letters a line has to have room for, so that the longest word stays whole and the
 * name stays within its lines.
 */
export function headlineStyle(name: string): CSSProperties {
  const letters = (text: string) => [...text].length;
  const longest = Math.max(...name.split(/[\s-]+/).map(letters));
  // Lines do not fill to the end: words go over as a whole.
  const perLine = Math.ceil((letters(name) / LINES_MAX) * 1.25);
  return { '--letters': Math.max(longest, perLine, 1) } as CSSProperties;
}
