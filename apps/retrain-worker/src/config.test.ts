import { BadEnvironment } from '@qt/nest-service';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('without any variable the worker trains on two weeks of the simulated market', () => {
  expect(readConfig({})).toMatchObject({
    QT_RETRAIN_WORKER_PORT: 8002,
    QT_RETRAIN_HISTORY_DAYS: 14,
    QT_RETRAIN_KEEP_MODELS: 20,
    QT_SHADOW_HOURS: 24,
    QT_PAPER_FEE_BPS: 10,
    QT_MARKET: 'sim',
    QT_BINANCE_URL: 'http://127.0.0.1:8010',
  });
});

test('a database that is no PostgreSQL is refused, without its password', () => {
  const read = (url: string) => () => readConfig({ QT_DATABASE_URL: url });
  expect(read('mysql://qt:hidden@db/qt')).toThrow(/^QT_DATABASE_URL: expected a URL such as .* actual a secret value$/);
  expect(read('postgres://qt:hidden@db/qt')().QT_DATABASE_URL).toBe('postgres://qt:hidden@db/qt');
});

test('all invalid variables are reported at once', () => {
  const env = { QT_RETRAIN_WORKER_PORT: 'x', QT_RETRAIN_HISTORY_DAYS: '0', QT_RETRAIN_KEEP_MODELS: '1' };
  const read = () => readConfig(env);
  expect(read).toThrow(BadEnvironment);
  for (const name of Object.keys(env)) expect(read).toThrow(name);
});
