// Makes src/generated of the API's description: its types, and which POSTs may be repeated under a key. Git does not keep it, and it is
// written anew only if the description has changed.
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const description = new URL('../../../web/openapi.json', import.meta.url);
const folder = new URL('../src/generated/', import.meta.url);
const keyed = new URL('keyed.ts', folder);

const timeOf = (file) => stat(file).then(({ mtimeMs }) => mtimeMs, () => 0);
if ((await timeOf(keyed)) < Math.max(await timeOf(description), await timeOf(new URL(import.meta.url)))) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('schema.ts', folder), astToString(await openapiTS(description)));

  const { paths } = JSON.parse(await readFile(description, 'utf8'));
  const takesKey = ([, { post }]) => post?.parameters?.some(({ name }) => name === 'Idempotency-Key');
  const lines = Object.entries(paths).filter(takesKey).map(([path]) => `  '${path}',\n`);
  await writeFile(keyed, `/** The POSTs that take an Idempotency-Key. */\nexport const KEYED: ReadonlySet<string> = new Set([\n${lines.join('')}]);\n`);
}
