import { defineConfig } from 'vitest/config';

/** Sources are tested as they are (`@qt/source`); only the end-to-end tests start what `pnpm build` made. */
const conditions = ['@qt/source', 'node', 'import', 'default'];
const source = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  ...source,
  test: {
    reporters: ['default', './tools/test-kit/src/summary-reporter.ts'],
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: ['{apps,packages,tools}/*/src/**/*.test.ts'],
          exclude: ['packages/monitoring/src/proofs/**'],
          // No test is about speed: on a busy machine one that starts a process or tries thousands of inputs takes longer.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...source,
        test: {
          name: 'e2e',
          include: ['e2e/src/**/*.test.ts'],
          // Whole systems, each on ports and data of its own. They mostly wait for what they observe, so two go side by side.
          maxWorkers: 2,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        ...source,
        // Promtool keeps every core busy for minutes, so it has them alone and one file at a time.
        test: {
          name: 'rules',
          include: ['packages/monitoring/src/proofs/**/*.test.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
});
