import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as bounds from './bounds';

interface Body {
  properties?: Record<string, Record<string, unknown>>;
}

const pick = (schema: Record<string, unknown>) => Object.fromEntries(Object.entries(schema).filter(([key]) => /^(min|max)(imum|Length|Items)$/.test(key)));
const isBounded = ([, of]: [string, object]) => Object.keys(of).length > 0;

it('the bounds are those of the API: `npm run api:types` writes them', () => {
  const { components } = JSON.parse(readFileSync('openapi.json', 'utf8')) as { components: { schemas: Record<string, Body> } };
  const bodies = Object.entries(components.schemas).map(([name, { properties = {} }]): [string, object] =>
    [name, Object.fromEntries(Object.entries(properties).map(([field, schema]): [string, object] => [field, pick(schema)]).filter(isBounded))]);
  expect({ ...bounds }).toEqual(Object.fromEntries(bodies.filter(isBounded)));
});
