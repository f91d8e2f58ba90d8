import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('the jobs run on the intervals of the operator contract by default', () => {
  const { cadences } = readConfig({});
  expect(Object.fromEntries(Object.entries(cadences).map(([job, { intervalMs }]) => [job, intervalMs / 1000]))).toEqual(
    {
      warm_market_caches: 30,
      signal_scan: 60,
      retrain_models: 21_600,
      synthetic_checks: 60,
    },
  );
});

test('each job has its own variables for interval and time-out', () => {
  const { cadences } = readConfig({
    QT_JOB_SIGNAL_SCAN_INTERVAL_SECONDS: '5',
    QT_JOB_SIGNAL_SCAN_TIMEOUT_SECONDS: '3',
  });
  expect(cadences.signal_scan).toEqual({ intervalMs: 5000, timeoutMs: 3000 });
});

test('all invalid variables are reported at once, with what was expected', () => {
  const read = () =>
    readConfig({
      QT_JOB_SIGNAL_SCAN_INTERVAL_SECONDS: '0',
      QT_JOB_RETRAIN_MODELS_INTERVAL_SECONDS: '604801',
      QT_JOB_SYNTHETIC_CHECKS_TIMEOUT_SECONDS: 'soon',
      QT_SCHEDULER_PORT: '70000',
    });
  expect(read).toThrow(/QT_JOB_SIGNAL_SCAN_INTERVAL_SECONDS: expected a whole number .*'0'/);
  expect(read).toThrow(/QT_JOB_RETRAIN_MODELS_INTERVAL_SECONDS: expected a whole number of seconds from 1 to 604800/);
  expect(read).toThrow(/QT_JOB_SYNTHETIC_CHECKS_TIMEOUT_SECONDS: .*'soon'/);
  expect(read).toThrow(/QT_SCHEDULER_PORT/);
});
