import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { de } from './de';
import { en } from './en';

const table = readFileSync('../src/Stampede.Server/Accounts/Keys/KeyScope.cs', 'utf8');

it.each([['English', en], ['German', de]])('%s has a word for every scope of a key', (_language, { keys }) => {
  const scopes = [...table.matchAll(/\["([a-z]+:[a-z]+)"\]/g)].map(([, name]) => name);
  expect(scopes.length).toBeGreaterThan(9);
  expect(Object.keys(keys.scope).sort()).toEqual(scopes.sort());
});

it.each([['English', en], ['German', de]])('%s has a word for every type of an event', (_language, { webhooks }) => {
  const members = /enum EventType\s*\{([^}]*)\}/.exec(readFileSync('../src/Stampede.Postgres/Events/EventType.cs', 'utf8'))?.[1] ?? '';
  const types = [...members.matchAll(/^\s*([A-Z]\w+),?/gm)].map(([, name = '']) => name.replace(/^([A-Z][a-z]+)([A-Z])/, (_all, noun: string, verb: string) => `${noun.toLowerCase()}.${verb.toLowerCase()}`));
  expect(types.length).toBeGreaterThan(14);
  expect(Object.keys(webhooks.type).sort()).toEqual([...types, 'webhook.test'].sort());
});
