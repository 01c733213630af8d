// The storefront's first load: the entry, everything it imports statically, and the live connection, which every page opens.
// Fails above the budget, so that a heavy import is noticed by the change that brings it.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 150_000;
const ALWAYS_LOADED = ['index.html', 'src/lib/live/hub.ts', 'src/app/HomePage.tsx', 'src/app/DropPage.tsx'];

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const files = new Set();
const visit = (key) => {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file)) return;
  files.add(chunk.file);
  chunk.imports?.forEach(visit);
};
ALWAYS_LOADED.forEach(visit);

let total = 0;
for (const file of files) {
  const bytes = gzipSync(readFileSync(new URL(file, dist))).length;
  total += bytes;
  console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(7)} kB  first load, gzip, of at most ${BUDGET_BYTES / 1000} kB`);
if (total > BUDGET_BYTES) process.exit(1);
