import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

test('the package has what is built, and nothing else', () => {
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' })) as [{ files: { path: string }[] }];
  const names = packed.files.map(({ path }) => path);
  expect(names).toEqual(expect.arrayContaining(['README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts', 'dist/generated/schema.d.ts']));
  expect(names.filter((name) => !/^(README\.md|package\.json|dist\/(generated\/)?\w+\.(d\.ts|js))$/.test(name))).toEqual([]);
});

test('it needs nothing of Node', () => {
  for (const name of ['client', 'live', 'problem', 'retry', 'webhooks']) expect(readFileSync(`${root}/dist/${name}.js`, 'utf8')).not.toMatch(/from 'node:|\b(Buffer|process)\b/);
});

test('the lock file names no registry', () => {
  expect(readFileSync(`${root}/package-lock.json`, 'utf8')).not.toMatch(/"resolved": "http/);
});
