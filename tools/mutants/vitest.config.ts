import { defineConfig } from 'vitest/config';

/** The tests beside the mutated code, and no others. What they import of other packages is what `pnpm build` produced. */
export default defineConfig({
  test: {
    include: [`${process.env['QT_MUTATED']}/**/*.test.ts`],
    isolate: false,
    testTimeout: 120_000,
    server: { deps: { external: [/\/dist\//] } },
  },
});
