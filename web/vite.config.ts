import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.STAMPEDE_SERVER ?? 'http://localhost:5080';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url)),
      // The router imports a shim for versions of React that lack this hook.
      'use-sync-external-store/shim/index.js': 'react',
    },
  },
  // A shop may be served below a path. Files find each other by where they are; the page's own addresses are the server's to fill in.
  experimental: { renderBuiltUrl: (_, { hostType }) => (hostType === 'html' ? undefined : { relative: true }) },
  // The page is served under a strict Content-Security-Policy: nothing may be inlined as data: except pictures.
  build: {
    target: 'es2023', cssTarget: 'chrome123', assetsInlineLimit: 0, modulePreload: { polyfill: false }, manifest: true,
    // The home page, a drop's page and all that they import are one file: as thirty small ones they are larger, and come later.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shop', test: /src[\\/]main\.tsx$/ }] } } },
  },
  server: {
    proxy: {
      '/api': server,
      '/live': { target: server, ws: true },
      '/uploads': server,
    },
  },
  // A page to render on costs half a second for each file: only components get one.
  test: {
    testTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'logic', include: ['src/**/*.test.ts'], environment: 'node' } },
      { extends: true, test: { name: 'components', include: ['src/**/*.test.tsx'], environment: 'jsdom', setupFiles: ['src/test-setup.ts'] } },
    ],
  },
});
