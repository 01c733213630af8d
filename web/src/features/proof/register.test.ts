import { expect, it } from 'vitest';
import { missingOf } from './register';

const lines = (...numbers: number[]) => numbers.map((line) => ({ line }));

it('a register names the numbers that are not there, as far as it was read', () => {
  expect(missingOf(lines(3, 2, 1), true)).toEqual([]);
  expect(missingOf(lines(5, 3, 2), false)).toEqual([4]);
  expect(missingOf(lines(5, 3, 2), true)).toEqual([4, 1]);
  expect(missingOf([], true)).toEqual([]);
  expect(missingOf(lines(1_000_000_000), true)).toHaveLength(20);
});
