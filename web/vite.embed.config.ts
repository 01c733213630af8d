import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The widget for other sites' pages: one file under a fixed name, beside the app's. */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  publicDir: false,
  build: {
    outDir: 'dist/embed', target: 'es2023', cssTarget: 'chrome123', modulePreload: false,
    lib: { entry: 'src/embed/v1.ts', formats: ['es'], fileName: () => 'v1.js' },
  },
});
