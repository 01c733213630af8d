import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ALL_CODES } from '../verifier/findings';
import { de } from './de';
import { en } from './en';

const inBackticks = (text: string) => new Set(Array.from(text.matchAll(/`([a-z]+(?:_[a-z]+)*)`/g), ([, code]) => code));

it('the codes are those of docs/fairness.md', () => {
  const checks = readFileSync('../docs/fairness.md', 'utf8').split('### What is checked, and the codes')[1] ?? '';
  const written = inBackticks(checks);
  expect(ALL_CODES.filter((code) => !written.has(code))).toEqual([]);
});

it.each([['English', en], ['German', de]] as const)('%s has a sentence for each', (_language, { findings }) => {
  for (const code of ALL_CODES) expect(findings[code]).toMatch(/\w.*\.$/);
  expect(new Set(Object.values(findings)).size).toBe(ALL_CODES.length);
});
