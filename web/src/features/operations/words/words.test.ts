import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { de } from './de';
import { en } from './en';

it.each([['English', en], ['German', de]])('%s has a word for every kind of movement', (_language, { movementKinds }) => {
  const kinds = /enum MovementKind\s*\{([^}]*)\}/.exec(readFileSync('../src/Stampede.Domain/Movement.cs', 'utf8'))?.[1]?.match(/\b[A-Z]\w+/g) ?? [];
  expect(kinds.length).toBeGreaterThan(5);
  expect(Object.keys(movementKinds)).toEqual(expect.arrayContaining(kinds.map((kind) => kind.charAt(0).toLowerCase() + kind.slice(1))));
});
