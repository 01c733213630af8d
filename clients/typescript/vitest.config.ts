import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The example imports the package by its name, as its readers will.
  resolve: { alias: { 'stampede-client': fileURLToPath(new URL('./src/index.ts', import.meta.url)) } },
  test: { include: ['tests/**/*.test.ts'], globalSetup: 'tests/server.ts', testTimeout: 120_000, hookTimeout: 120_000 },
});
