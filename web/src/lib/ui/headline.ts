import type { CSSProperties } from 'react';

/** The most lines of a headline. */
const LINES_MAX = 3;

/** For the `fit-headline` class: how many letters must fit into a line, so that no word is broken and the name needs few lines. */
export function headlineStyle(name: string): CSSProperties {
  const letters = (text: string) => [...text].length;
  const longest = Math.max(...name.split(/[\s-]+/).map(letters));
  // Lines are not filled to the end, because words move to the next line as a whole.
  const perLine = Math.ceil((letters(name) / LINES_MAX) * 1.25);
  return { '--letters': Math.max(longest, perLine, 1) } as CSSProperties;
}
