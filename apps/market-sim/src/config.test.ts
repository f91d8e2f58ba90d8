import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { openMarket } from './exchange/open-market.ts';

const replay = { QT_MARKET: 'replay', QT_REPLAY_FILE: 'a.csv', QT_REPLAY_SYMBOL: 'BTCUSDT', QT_SYMBOLS: 'BTCUSDT' };

test('by default it simulates the default symbols from the default seed', () => {
  const config = readConfig({});
  expect(config).toMatchObject({ QT_MARKET_SIM_PORT: 8010, source: { kind: 'sim', seed: 7 } });
  expect(config.QT_SYMBOLS).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']);
  expect(readConfig({ QT_SIM_SEED: '42' }).source).toEqual({ kind: 'sim', seed: 42 });
  expect(readConfig(replay).source).toEqual({ kind: 'replay', file: 'a.csv', symbol: 'BTCUSDT' });
});

test.each([
  [
    { QT_MARKET: 'live' },
    "QT_MARKET: expected sim or replay: the simulator is never started on a live market, actual 'live'",
  ],
  [{ QT_SIM_SEED: '-1' }, "QT_SIM_SEED: expected a whole number from 0, actual '-1'"],
  [{ QT_SIM_SEED: '4294967296' }, "QT_SIM_SEED: expected a whole number from 0 to 4294967295, actual '4294967296'"],
  [
    { QT_MARKET: 'replay', QT_SYMBOLS: 'BTCUSDT' },
    'QT_REPLAY_FILE: expected a recording, because QT_MARKET is replay, actual nothing',
  ],
  [
    { QT_MARKET: 'replay', QT_SYMBOLS: 'BTCUSDT' },
    'QT_REPLAY_SYMBOL: expected the symbol of the recording, because QT_MARKET is replay, actual nothing',
  ],
  [
    { ...replay, QT_REPLAY_FILE: 'a.txt' },
    "QT_REPLAY_FILE: expected the path of a .csv, .csv.gz or .zip file, actual 'a.txt'",
  ],
  [
    { ...replay, QT_SYMBOLS: 'BTCUSDT,ETHUSDT' },
    'QT_SYMBOLS: expected only BTCUSDT, the QT_REPLAY_SYMBOL: the recording has no data of ETHUSDT, actual',
  ],
  [
    { ...replay, QT_SYMBOLS: '' },
    'QT_SYMBOLS: expected only BTCUSDT, the QT_REPLAY_SYMBOL: the recording has no data of ETHUSDT, SOLUSDT',
  ],
])('%o is refused', (env, message) => {
  expect(() => readConfig(env)).toThrow(message);
});

test('all invalid variables are reported at once', () => {
  const env = { QT_MARKET: 'live', QT_SIM_SEED: 'x', QT_MARKET_SIM_PORT: '70000', QT_SYMBOLS: 'btc' };
  for (const name of Object.keys(env)) expect(() => readConfig(env)).toThrow(`${name}: expected`);
});

test('a recording that cannot be read or replayed stops the start, with file, line, expected and actual', () => {
  const open = (file: string) => () => openMarket(readConfig({ ...replay, QT_REPLAY_FILE: file }));
  expect(open('/nowhere/a.csv')).toThrow(
    "QT_REPLAY_FILE: expected a readable .csv, .csv.gz or .zip file, actual '/nowhere/a.csv' (ENOENT",
  );
  const file = join(tmpdir(), `qt-recording-${process.pid}.csv`);
  const text = 'open_time,open,high,low,close,volume\n1640991660000,1,1,1,1,5\n1640991720000,1,1,1,zero,5\n';
  writeFileSync(file, text);
  expect(open(file)).toThrow(`QT_REPLAY_FILE ${file}, line 3, close: expected a number above 0, actual 'zero'`);
  writeFileSync(`${file}.gz`, gzipSync(text.replace('zero', '2').replace(',1,1,1,2', ',1,2,1,2')));
  expect(open(`${file}.gz`)()).toMatchObject({ kind: 'replay', description: 'replay of 2 minutes of BTCUSDT' });
});
