import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FileUnusable, historyOfFiles } from './files.ts';

const START = Date.UTC(2026, 0, 1);
/** As Binance publishes a month since 2025: no header, twelve columns, microseconds. */
const kline = (minute: number, close: number) =>
  `${(START + minute * 60_000) * 1000},1,9,1,${close},5,${(START + minute * 60_000 + 59_999) * 1000},5,1,1,1,0`;

function file(name: string, ...rows: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'qt-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, rows.join('\n'));
  return path;
}

test('files of several symbols, and several of one in any order', () => {
  const { history, remarks } = historyOfFiles([
    { symbol: 'AUSDT', file: file('feb.csv', kline(2, 3), kline(3, 4)) },
    { symbol: 'BUSDT', file: file('b.csv', kline(0, 7), kline(2, 8)) },
    { symbol: 'AUSDT', file: file('jan.csv', kline(0, 1), kline(1, 2)) },
  ]);
  expect(history.get('AUSDT')?.map(({ close }) => close)).toEqual([1, 2, 3, 4]);
  expect(history.get('BUSDT')?.map(({ openTime }) => (openTime - START) / 60_000)).toEqual([0, 2]);
  expect(remarks).toEqual([expect.stringMatching(/b\.csv: 1 minutes are missing: kept as gaps$/)]);
});

test.each([
  [['time,price', '1,2'], /bad\.csv: line 1, header: expected .*, actual 'time,price'$/],
  [[kline(0, 1), kline(1, 99)], /bad\.csv: line 2, high: expected the highest of the four prices, actual '9'$/],
])('a file of another format: which, its row and column, and what was expected', (rows, message) => {
  const read = () => historyOfFiles([{ symbol: 'AUSDT', file: file('bad.csv', ...rows) }]);
  expect(read).toThrow(FileUnusable);
  expect(read).toThrow(message);
});

test('a file that is not there', () => {
  expect(() => historyOfFiles([{ symbol: 'AUSDT', file: '/nowhere/a.csv' }])).toThrow(
    /^\/nowhere\/a\.csv: ENOENT: no such file/,
  );
});
