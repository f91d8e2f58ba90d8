import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { Services } from '@qt/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

let exchange: Services;
beforeAll(async () => {
  exchange = await Services.prepare(['market-sim']);
  await exchange.start('market-sim');
});
afterAll(() => exchange.stop());

/** The command, as from a terminal, with its history and its report in the exchange's folder. */
async function backtest(...args: string[]) {
  const env = {
    ...process.env,
    QT_DATA_DIR: exchange.dataDir,
    QT_BINANCE_URL: `http://127.0.0.1:${exchange.env['QT_MARKET_SIM_PORT']}`,
  };
  const out = join(exchange.dataDir, 'backtest');
  const child = spawn(process.execPath, ['tools/backtest/src/main.ts', '--out', out, ...args], { cwd: ROOT, env });
  const [said, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const report = () => ({ ...JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')), took: undefined });
  return { code, said, errors, report };
}

const WHAT = ['--download', 'BTCUSDT', '--from', dayBefore(3), '--to', dayBefore(1)];
const HOW = ['--train-days', '1.9', '--retrain-hours', '48', '--profiles', 'aggressive'];

test('history is downloaded from the exchange once, and traded', async () => {
  const first = await backtest(...WHAT, ...HOW);
  expect(first).toMatchObject({ code: 0, errors: '' });
  expect(first.said).toContain('BTCUSDT: 2 days, 2 of them fetched');
  const report = first.report();
  expect(report).toMatchObject({ symbols: ['BTCUSDT'], to: `${dayBefore(1)}T00:00:00.000Z`, models: { trained: 1 } });
  const [folder = ''] = readdirSync(join(exchange.dataDir, 'history'));
  expect(readdirSync(join(exchange.dataDir, 'history', folder, 'BTCUSDT'))).toHaveLength(2);

  const again = await backtest(...WHAT, ...HOW);
  expect(again.said).toContain('BTCUSDT: 2 days, 0 of them fetched');
  expect(again.report()).toEqual(report);
});

test('what cannot be back-tested ends in one line: an unknown symbol, too little data', async () => {
  expect(await backtest('--download', 'NONEUSDT', '--from', dayBefore(2))).toMatchObject({
    code: 1,
    errors: "backtest: symbol: expected a symbol that binance lists, actual 'NONEUSDT'\n",
  });
  expect(await backtest(...WHAT, '--train-days', '9')).toMatchObject({
    code: 1,
    errors: expect.stringContaining(
      'expected more than the 9.0 days that the first model is trained on, actual 2.0 days',
    ),
  });
});
