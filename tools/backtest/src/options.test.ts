import { expect, test } from 'vitest';
import { BadArguments, optionsOf } from './options.ts';

const NOW = Date.UTC(2026, 5, 15, 12);
const read = (...args: string[]) => optionsOf(args, { INIT_CWD: '/somewhere' }, NOW);

test('a file is of the symbol that is named with it, or of --symbol', () => {
  expect(read('--file', 'a.csv', '--symbol', 'ETHUSDT', '--file', 'BTCUSDT=/b.zip').source).toEqual({
    kind: 'files',
    files: [
      { symbol: 'ETHUSDT', file: '/somewhere/a.csv' },
      { symbol: 'BTCUSDT', file: '/b.zip' },
    ],
  });
  expect(read('--symbols', 'AUSDT,BUSDT').source).toMatchObject({ kind: 'sim', symbols: ['AUSDT', 'BUSDT'] });
});

test('whole days are downloaded, and kept apart by exchange', () => {
  expect(read('--download', 'BTCUSDT,ETHUSDT', '--from', '2026-06-01').source).toEqual({
    kind: 'download',
    symbols: ['BTCUSDT', 'ETHUSDT'],
    from: Date.UTC(2026, 5, 1),
    to: Date.UTC(2026, 5, 15),
    url: 'https://api.binance.com',
    folder: '.qt/history/api.binance.com',
  });
  const simulated = { QT_BINANCE_URL: 'http://127.0.0.1:8010', QT_DATA_DIR: '/d' };
  expect(optionsOf(['--download', 'BTCUSDT', '--from', '2026-06-01'], simulated, NOW).source).toMatchObject({
    url: 'http://127.0.0.1:8010',
    folder: '/d/history/127.0.0.1-8010',
  });
});

test.each([
  [['--train-days', '0'], "--train-days: expected a number above 0, actual '0'"],
  [['--retrain-hours', 'daily'], "--retrain-hours: expected a number above 0, actual 'daily'"],
  [['--profiles', 'brave'], "--profiles: expected conservative, balanced, aggressive, actual 'brave'"],
  [['--fast'], "Unknown option '--fast'"],
  [['--download', 'BTCUSDT'], "--from: expected a day such as 2026-01-31, actual ''"],
  [
    ['--download', 'BTC/USDT', '--from', '2026-06-01'],
    "--download: expected symbols such as BTCUSDT,ETHUSDT, actual 'BTC/USDT'",
  ],
  [['--download', 'BTCUSDT', '--from', '2026-06-01', '--to', '2026-06-16'], '--to: expected 2026-06-15 or before'],
  [['--download', 'BTCUSDT', '--from', '2026-06-15'], "--from: expected a day before 2026-06-15, actual '2026-06-15'"],
  [['--download', 'BTCUSDT', '--from', '2026-06-01', '--file', 'a.csv'], '--file, --download: expected one of them'],
])('%j is refused: %s', (args, message) => {
  expect(() => read(...args)).toThrow(BadArguments);
  expect(() => read(...args)).toThrow(message);
});
