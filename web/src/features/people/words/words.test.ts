import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { de } from './de';
import { en } from './en';

/** What each role may do, by the names of the API's operations; and what people do with their own account and the history tells. */
const table = readFileSync('../src/Stampede.Server/Operations/Operators/OperationRoles.cs', 'utf8');
const reads = /ShopRole\.Viewer,\s*\[([^\]]*)\]/.exec(table)?.[1] ?? '';
const named = (text: string) => [...text.matchAll(/"([A-Z]\w+)"/g)].map(([, name]) => name ?? '');

it.each([['English', en], ['German', de]])('%s has a word for everything that the history can name', (_language, { history }) => {
  const writes = named(table.slice(0, table.indexOf('SelectMany'))).filter((name) => !named(reads).includes(name) && !/^(List|Get)/.test(name));
  expect(writes.length).toBeGreaterThan(15);
  expect(Object.keys(history.acts)).toEqual(expect.arrayContaining(writes));
  expect(Object.keys(history.acts).sort()).toEqual(Object.keys(en.history.acts).sort());
});
