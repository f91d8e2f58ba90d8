import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';

/** Puts the build's id, a hash of its files' hashed names, into the page and into `build.json`, which the API reads. */
function buildId(): Plugin {
  return {
    name: 'build-id',
    enforce: 'post',
    generateBundle(_, bundle) {
      const id = createHash('sha256').update(Object.keys(bundle).sort().join('\n')).digest('hex').slice(0, 12);
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('index.html: expected in the bundle');
      page.source = String(page.source).replace('<title>', `<meta name="build" content="${id}" />\n    <title>`);
      this.emitFile({ type: 'asset', fileName: 'build.json', source: `${JSON.stringify({ id })}\n` });
    },
  };
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2024', assetsInlineLimit: 0, modulePreload: false },
  plugins: [buildId()],
});
