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

test('a database that is no PostgreSQL is refused, without its password', () => {
  const read = (url: string) => () => readConfig({ QT_DATABASE_URL: url });
  for (const url of ['mysql://qt:hidden@db/qt', 'postgres://qt:hidden@db', 'file:.qt/hidden.db']) {
    expect(read(url)).toThrow(
      'QT_DATABASE_URL: expected a URL such as postgres://user:password@host:5432/qt, without options, actual a secret value',
    );
  }
  expect(read('postgres://qt:hidden@db/qt')().QT_DATABASE_URL).toBe('postgres://qt:hidden@db/qt');
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
