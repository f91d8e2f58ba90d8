import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE_MS } from '@qt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NOON, type RunningSim, startSim } from '../start-sim.fixture.ts';

let sim: RunningSim;
beforeAll(async () => {
  sim = await startSim();
});
afterAll(() => sim.stop());

const closes = async (symbol: string) => {
  const { body } = await sim.get(`/api/v3/klines?symbol=${symbol}&interval=1m&limit=61`);
  return (body as [number, string, string, string, string][]).slice(0, 60).map((row) => Number(row[4]));
};

test('a forced fall makes every symbol fall from this minute on, and does not change the past', async () => {
  const before = await closes('BTCUSDT');
  expect(await sim.send('PUT', '/sim/regime', { regime: 'trend_down' })).toMatchObject({
    status: 200,
    body: { regime: 'trend_down' },
  });
  expect(await closes('BTCUSDT')).toEqual(before);
  sim.clock.now = NOON + 60 * MINUTE_MS;
  for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']) {
    const [first = 0, ...later] = await closes(symbol);
    expect((later.at(-1) ?? 0) / first).toBeLessThan(0.98);
  }
  expect((await sim.send('PUT', '/sim/regime', { regime: 'auto' })).status).toBe(200);
});

test('an unknown regime is refused by field name', async () => {
  const { status, body } = await sim.send('PUT', '/sim/regime', { regime: 'sideways' });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain('regime: expected one of auto, trend_up');
});

test('a replay serves the recording through the same REST, and has no regimes', async () => {
  const file = join(tmpdir(), `qt-replay-${process.pid}.csv`);
  const rows = [0, 1, 2].map((i) => `${1_640_991_660_000 + i * MINUTE_MS},100,102,99,10${i},1000`);
  writeFileSync(file, `open_time,open,high,low,close,volume\n${rows.join('\n')}\n`);
  const replay = await startSim({
    QT_MARKET: 'replay',
    QT_REPLAY_FILE: file,
    QT_REPLAY_SYMBOL: 'BTCUSDT',
    QT_SYMBOLS: 'BTCUSDT',
  });
  try {
    expect((await replay.get('/health/ready')).body).toMatchObject({
      checks: [{ ok: true, detail: 'replay of 3 minutes of BTCUSDT' }],
    });
    const { body } = await replay.get('/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=7');
    const ratios = (body as string[][]).slice(0, 6).map((row) => Number(row[4]) / Number(row[1]));
    expect(ratios.map((ratio) => ratio.toFixed(6)).sort()).toEqual(
      ['1.000000', '1.000000', '1.010000', '1.010000', '1.020000', '1.020000'].sort(),
    );
    expect((await replay.send('PUT', '/sim/regime', { regime: 'flat' })).status).toBe(409);
  } finally {
    await replay.stop();
  }
});
