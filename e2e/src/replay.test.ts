import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { System, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const FILE = resolve(import.meta.dirname, '../../../shared/market/btc-perp-1m-2022-01.csv.gz');

describe.skipIf(!existsSync(FILE))('the real Bitcoin minutes of 2022 (needs ../shared)', () => {
  let system: System;
  beforeAll(async () => {
    const env = { QT_MARKET: 'replay', QT_REPLAY_FILE: FILE, QT_REPLAY_SYMBOL: 'BTCUSDT', QT_SYMBOLS: 'BTCUSDT' };
    system = await System.start({ env });
    await system.untilTrading();
  });
  afterAll(() => system.stop());

  test('are served as recorded: every candle is a row of the file', async () => {
    const reply = await system.api().candles({ params: { symbol: 'BTCUSDT' }, query: { limit: 10 } });
    if (!reply.ok) throw new Error(reply.error.message);
    const rows = gunzipSync(readFileSync(FILE))
      .toString()
      .split('\n')
      .slice(1, -1)
      .map((row) => row.split(',').slice(1, 5).map(Number));
    const known = new Set(rows.map((row) => row.join()));
    const closed = reply.body.items
      .slice(0, -1)
      .map(({ open, high, low, close }) => [open, high, low, close].map(Number).join());
    expect(closed.filter((row) => known.has(row))).toEqual(closed);
  });

  test('train a model that states whether it beats the baseline', async () => {
    const reply = await system.retrainWorker().models();
    const [model] = reply.ok ? reply.body.items : [];
    expect(model).toMatchObject({ state: 'current', why: expect.stringMatching(/baseline/) });
  });

  test('lead to decisions, which the plan’s metrics show', async () => {
    await until(
      'decisions',
      async () =>
        ((await system.scrape('api')).sum('qt_trade_decisions_total', { symbol: 'BTCUSDT' }) ?? 0) >= 3 || undefined,
    );
    const scrape = await system.scrape('api');
    expect(scrape.sum('qt_model_confidence', { profile: 'balanced' })).toBeGreaterThan(0.33);
    expect(scrape.sum('qt_telemetry_series_overflow_total') ?? 0).toBe(0);
  });
});
