import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FieldError } from '../api/types';
import { fieldWords } from './fieldWords';
import { fetchTexts, LANGUAGES, type Language } from './index';

interface Schema {
  enum?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  items?: Schema & { $ref?: string };
}

const openapi = JSON.parse(readFileSync('openapi.json', 'utf8')) as { components: { schemas: Record<string, Schema> } };
const problem = openapi.components.schemas.Problem?.properties ?? {};
const codes = problem.code?.enum ?? [];
const named = problem.codes?.additionalProperties?.items;
const fault = named?.$ref === undefined ? named : openapi.components.schemas[named.$ref.split('/').at(-1) ?? ''];
const faults = (fault?.properties?.code?.enum ?? []) as FieldError['code'][];

const ofTheBrowser = ['no_answer', 'cookies_needed', 'unknown'];

it('the codes of docs/problems.md are those of the API', () => {
  const documented = [...readFileSync('../docs/problems.md', 'utf8').matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(40);
  expect(documented.sort()).toEqual(codes.toSorted());
});

describe.each(Object.keys(LANGUAGES) as Language[])('in %s', (language) => {
  it('every code has a title and advice, and no other code has', async () => {
    const { problems } = await fetchTexts(language);
    expect(Object.keys(problems).sort()).toEqual([...codes, ...ofTheBrowser].sort());
    for (const { title, advice } of Object.values(problems)) {
      expect(title).toMatch(/\w.*\.$/);
      expect(advice).toMatch(/\w.*\.$/);
    }
  });

  it('every fault of a field is worded, with its bounds', async () => {
    const texts = await fetchTexts(language);
    expect(faults.length).toBeGreaterThan(5);
    for (const code of faults) {
      const words = fieldWords(texts, { code, min: 1, max: 3600 });
      expect(words).toMatch(/\w.*\.$/);
      if (language !== 'en') expect(words).not.toBe(fieldWords(await fetchTexts('en'), { code, min: 1, max: 3600 }));
      if (code === 'range' || code === 'length') expect(words).toContain(new Intl.NumberFormat(language).format(3600));
    }
  });

  it('is a language of its own', async () => {
    const english = await fetchTexts('en');
    const { problems } = await fetchTexts(language);
    const same = Object.entries(problems).filter(([code, { title }]) => title === english.problems[code as keyof typeof problems].title);
    expect(same).toHaveLength(language === 'en' ? Object.keys(problems).length : 0);
  });
});
