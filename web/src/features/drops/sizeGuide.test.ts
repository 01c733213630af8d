import { describe, expect, it } from 'vitest';
import { blocksOf } from './sizeGuide';

describe('A size guide', () => {
  it('is text, and a table where there are bars', () => {
    expect(blocksOf('Measure barefoot.\nIn the evening.\n\nEU | cm\n---|---\n| 42 | 26.5 |\n43 | 27\nBetween two, take the larger.')).toEqual([
      'Measure barefoot.\nIn the evening.', [['EU', 'cm'], ['42', '26.5'], ['43', '27']], 'Between two, take the larger.',
    ]);
  });

  it('that is empty has nothing in it', () => expect(blocksOf(' \n\n')).toEqual([]));

  it('keeps an empty cell, and tables that a line stands between', () => {
    expect(blocksOf('a||c\n\n1|2\n\nx')).toEqual([[['a', '', 'c']], [['1', '2']], 'x']);
  });
});
