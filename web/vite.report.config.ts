import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Puts the script and the style into the page itself: the report is one file that works from a disk. */
const oneFile: Plugin = {
  name: 'one-file',
  apply: 'build',
  enforce: 'post',
  generateBundle(_options, bundle) {
    const page = bundle['report.html'];
    if (page?.type !== 'asset') throw new Error('The build has no report.html');
    let html = String(page.source);
    for (const [name, file] of Object.entries(bundle)) {
      if (file === page) continue;
      const text = file.type === 'chunk' ? file.code.replaceAll('</script', '<\\/script') : String(file.source);
      const [tag, inline] = file.type === 'chunk'
        ? [new RegExp(`<script[^>]* src="/${name}"></script>`), `<script type="module">${text}</script>`]
        : [new RegExp(`<link[^>]* href="/${name}">`), `<style>${text}</style>`];
      if (!tag.test(html)) throw new Error(`report.html does not name ${name}`);
      html = html.replace(tag, () => inline);
      delete bundle[name];
    }
    page.source = html;
  },
};

/** While one works on the page (`npx vite -c vite.report.config.ts`, then /report.html) it shows the sample of its tests. */
const sample: Plugin = {
  name: 'sample',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace('"the figures stand here"', () => readFileSync(fileURLToPath(new URL('./src/report/sample.json', import.meta.url)), 'utf8')),
};

export default defineConfig({
  plugins: [react(), oneFile, sample],
  publicDir: false,
  build: { outDir: 'dist-report', target: 'es2023', cssTarget: 'chrome123', modulePreload: false, rollupOptions: { input: 'report.html' } },
});
