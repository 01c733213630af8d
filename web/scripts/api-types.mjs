// Writes the types of the API from its description. The tool leaves ranges and lengths out; they are added to what is said of a field.
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

const head = `/**
 * This file was made of openapi.json by npm run api:types. Do not change it by hand.
 */

`;
await writeFile('src/lib/api/schema.d.ts', head + astToString(await openapiTS(description)));
