/** What a size guide is made of: texts, and tables whose first row is their head. */
export type Block = string | string[][];

/** Lines that have a | in them are rows; rows that follow each other are one table. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of text.split('\n')) {
    const cells = line.includes('|') ? line.replace(/^\s*\||\|\s*$/g, '').split('|').map((cell) => cell.trim()) : null;
    const last = blocks.at(-1);
    if (cells?.every((cell) => /^:?-+:?$/.test(cell))) continue; // The line below the head, as in Markdown.
    if (cells) {
      if (Array.isArray(last)) last.push(cells);
      else blocks.push([cells]);
    } else if (line.trim() === '') {
      blocks.push('');
    } else if (typeof last === 'string' && last !== '') {
      blocks[blocks.length - 1] = `${last}\n${line}`;
    } else {
      blocks.push(line);
    }
  }
  return blocks.filter((block) => block !== '');
}
