import { defineConfig } from 'vitest/config';

/** Proofs of the rules that need a running Prometheus or Alertmanager, in real time. */
const live = 'packages/monitoring/src/proofs/live/**/*.test.ts';

/** An order waits 2 s for a guard, and twelve services start meanwhile: nothing runs beside it, lest it refuse for want of a processor. */
const alone = 'e2e/src/replicas.test.ts';

/** Tests run on the sources (`@qt/source`); only the end-to-end tests start what `pnpm build` produced. */
const conditions = ['@qt/source', 'node', 'default'];
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
          include: ['e2e/src/**/*.test.ts', live],
          exclude: [alone],
          // Whole systems on separate ports and data folders. They mostly wait, so three run in parallel.
          maxWorkers: 3,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...source,
        test: {
          name: 'e2e-alone',
          include: [alone],
          maxWorkers: 1,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        ...source,
        // Promtool computes for minutes. It runs at the lowest priority beside the end-to-end tests, which may hold it up for
        // long: hence the generous limits.
        test: {
          name: 'rules',
          include: ['packages/monitoring/src/proofs/**/*.test.ts'],
          exclude: [live],
          maxWorkers: 2,
          testTimeout: 3_600_000,
          hookTimeout: 3_600_000,
        },
      },
    ],
  },
});
