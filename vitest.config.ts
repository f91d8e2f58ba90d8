import { defineConfig } from 'vitest/config';

/** Sources are tested as they are (`@qt/source`); only the end-to-end tests start what `pnpm build` made. */
const source = {
  resolve: { conditions: ['@qt/source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@qt/source', 'node', 'import', 'default'] } },
};

export default defineConfig({
  ...source,
  test: {
    reporters: ['default', './packages/test-kit/src/skips-reporter.ts'],
    projects: [
      { ...source, test: { name: 'unit', include: ['{apps,packages}/*/src/**/*.test.ts'] } },
      {
        ...source,
        test: {
          name: 'e2e',
          include: ['e2e/src/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
