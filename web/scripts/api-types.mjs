// Writes the types of the API from its description. Types have no ranges and lengths: they go into the comment of a field, and into
// bounds.ts, for the forms.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const number = (value) => value.toLocaleString('en');

function rangeOf({ minimum, maximum, minLength, maxLength, minItems, maxItems }) {
  if (maximum !== undefined) return `From ${number(minimum)} to ${number(maximum)}.`;
  if (maxLength !== undefined) return minLength ? `${number(minLength)} to ${number(maxLength)} characters.` : `At most ${number(maxLength)} characters.`;
  if (maxItems !== undefined) return `${number(minItems)} to ${number(maxItems)} items.`;
  return null;
}

const description = JSON.parse(await readFile('openapi.json', 'utf8'));
for (const schema of Object.values(description.components.schemas)) {
  for (const field of Object.values(schema.properties ?? {})) {
    const range = rangeOf(field);
    if (range) field.description = [field.description, range].filter(Boolean).join(' ');
  }
}

const KINDS = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'];

function boundsOf([name, { properties = {} }]) {
  const fields = Object.entries(properties).flatMap(([field, schema]) => {
    const bounds = KINDS.filter((kind) => schema[kind] !== undefined).map((kind) => `${kind}: ${schema[kind]}`);
    return bounds.length === 0 ? [] : [`  ${field}: { ${bounds.join(', ')} },\n`];
  });
  return fields.length === 0 ? [] : [`export const ${name} = {\n${fields.join('')}} as const;\n`];
}

const head = `/**
 * This file was made of openapi.json by npm run api:types. Do not change it by hand.
 */

`;
await writeFile('src/lib/api/schema.d.ts', head + astToString(await openapiTS(description)));
await writeFile('src/lib/api/bounds.ts', head + Object.entries(description.components.schemas).flatMap(boundsOf).join('\n'));
