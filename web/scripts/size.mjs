// The shop's first load: the scripts of the page (the home page, a drop's page and what they import), and the live connection, which
// every page opens; and the widget by itself. Fails above a budget, so that the change that brings a heavy import notices it.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 150_000;
const LIVE = 'src/lib/live/hub.ts';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const files = new Set();
const visit = (key) => {
  const chunk = manifest[key];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  chunk.imports?.forEach(visit);
};
const page = readFileSync(new URL('index.html', dist), 'utf8');
const inPage = Object.keys(manifest).filter((key) => manifest[key].file.endsWith('.js') && page.includes(`"/${manifest[key].file}"`));
if (inPage.length === 0 || !manifest[LIVE]) throw new Error('The build has no page with scripts, or no live connection');
for (const key of [...inPage, LIVE]) visit(key);

let total = 0;
for (const file of files) {
  const bytes = gzipSync(readFileSync(new URL(file, dist))).length;
  total += bytes;
  console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(7)} kB  first load, gzip, of at most ${BUDGET_BYTES / 1000} kB`);
if (total > BUDGET_BYTES) process.exitCode = 1;

// The widget: a guest on pages that are not ours.
const WIDGET_BYTES = 15_000;
const widget = gzipSync(readFileSync(new URL('embed/v1.js', dist))).length;
console.log(`${(widget / 1000).toFixed(1).padStart(7)} kB  widget, gzip, of at most ${WIDGET_BYTES / 1000} kB`);
if (widget > WIDGET_BYTES) process.exitCode = 1;
