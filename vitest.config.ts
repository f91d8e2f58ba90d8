import { defineConfig } from 'vitest/config';

/** Tests run on the sources (`@qt/source`); only the end-to-end tests start what `pnpm build` produced. */
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
          // Generous, since no test is about speed: starting a process or trying thousands of inputs takes long on a busy machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...source,
        test: {
          name: 'e2e',
          include: ['e2e/src/**/*.test.ts'],
          // Whole systems on separate ports and data folders. They mostly wait, so three run in parallel.
          maxWorkers: 3,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        ...source,
        // Promtool keeps every core busy for minutes, so these files run alone and one at a time.
        test: {
          name: 'rules',
          include: ['packages/monitoring/src/proofs/**/*.test.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
});
