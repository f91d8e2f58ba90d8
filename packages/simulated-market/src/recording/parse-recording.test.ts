import { expect, test } from 'vitest';
import { parseRecording } from './parse-recording.ts';

const HEADER = 'open_time,open,high,low,close,volume';
const FIRST = '1640991660000,46319.0,46385.0,46319.0,46377.0,2300413.7295';
const SECOND = '1640991720000,46377.0,46411.0,46377.0,46411.0,1829623.1938';
const file = (...lines: string[]) => `${[HEADER, ...lines].join('\n')}\n`;

test('rows become candles whose volume is in the base asset', () => {
  const [first, second] = parseRecording(file(FIRST, SECOND)).candles;
  expect(first).toMatchObject({ openTime: 1640991660000, open: 46319, high: 46385, low: 46319, close: 46377 });
  expect((first?.volume ?? 0) * 46350).toBeCloseTo(2300413.7295, 4);
  expect(second?.close).toBe(46411);
  expect(parseRecording(`\uFEFF${file(FIRST, SECOND).replaceAll('\n', '\r\n')}`).candles).toHaveLength(2);
});

const MINUTE = 60_000;
const binance = (openTime: string) => `${openTime},46319.0,46385.0,46319.0,46377.0,12.5,${openTime},1,2,3,4,0`;

test.each([
  ['s', '1640991660', '1640991720'],
  ['ms', '1640991660000', '1640991720000'],
  ['µs', '1640991660000000', '1640991720000000'],
])(
  "Binance's kline files are taken as they are, in %s: no header, and a volume in the base asset",
  (_, first, second) => {
    const { candles, remarks } = parseRecording(`${binance(first)}\n${binance(second)}\n`);
    expect(candles.map(({ openTime, volume }) => [openTime, volume])).toEqual([
      [1640991660000, 12.5],
      [1640991720000, 12.5],
    ]);
    expect(remarks).toEqual([]);
  },
);

test('rows out of order are sorted, doubled ones dropped, gaps kept, and each is said', () => {
  const at = (minute: number) => binance(String(1640991660000 + minute * MINUTE));
  const { candles, missing, remarks } = parseRecording([at(0), at(3), at(1), at(1)].join('\n'));
  expect(candles.map(({ openTime }) => (openTime - 1640991660000) / MINUTE)).toEqual([0, 1, 3]);
  expect(missing).toBe(1);
  expect(remarks).toEqual([
    '1 rows came after a later one: sorted',
    '1 rows were there twice: dropped',
    '1 minutes are missing: kept as gaps',
  ]);
});

test.each([
  [
    '',
    "line 1, header: expected 'open_time,open,high,low,close,volume', or the 12 columns of Binance's kline files, actual ''",
  ],
  [
    'time,o,h,l,c,v\n',
    "line 1, header: expected 'open_time,open,high,low,close,volume', or the 12 columns of Binance's kline files, actual 'time,o,h,l,c,v'",
  ],
  [file(), 'line 1, rows: expected at least 2, actual 0'],
  [file(FIRST), 'line 2, rows: expected at least 2, actual 1'],
  [file(FIRST).replace(`${HEADER}\n`, ''), "or the 12 columns of Binance's kline files, actual '1640991660000,46319.0"],
  [file(FIRST, '1640991720000,1,2'), "line 3, columns: expected 6, actual 3 in '1640991720000,1,2'"],
  [
    file(FIRST, FIRST.replace('46377.0,2', '46378.0,2')),
    'line 3, open_time: expected one candle for each minute, actual another of 2021-12-31T23:01:00.000Z',
  ],
  [
    file(FIRST.replace('1660000', '1660001'), SECOND),
    "line 2, open_time: expected the start of a minute in Unix s, ms or µs, actual '1640991660001'",
  ],
  [
    file('abc,1,1,1,1,1', SECOND),
    "line 2, open_time: expected the start of a minute in Unix s, ms or µs, actual 'abc'",
  ],
  [
    file(FIRST, SECOND.replace(',46377.0,46411.0,', ',0,46411.0,')),
    "line 3, open: expected a number above 0, actual '0'",
  ],
  [
    file(FIRST, SECOND.replace(',46377.0,46411.0,', ',-5,46411.0,')),
    "line 3, open: expected a number above 0, actual '-5'",
  ],
  [
    file(FIRST, SECOND.replace(',46411.0,46377.0', ',NaN,46377.0')),
    "line 3, high: expected a number above 0, actual 'NaN'",
  ],
  [
    file(FIRST, SECOND.replace(',46411.0,46377.0', ',46400.0,46377.0')),
    "line 3, high: expected the highest of the four prices, actual '46400.0'",
  ],
  [
    file(FIRST, SECOND.replace(',46377.0,46411.0,1', ',46390.0,46411.0,1')),
    "line 3, low: expected the lowest of the four prices, actual '46390.0'",
  ],
  [file(FIRST, SECOND.replace('1829623.1938', '-1')), "line 3, volume: expected a number, 0 or more, actual '-1'"],
  [file(FIRST, SECOND.replace('1829623.1938', '')), "line 3, volume: expected a number, 0 or more, actual ''"],
])('a file that cannot be replayed is refused by line, expected and actual: %#', (text, message) => {
  expect(() => parseRecording(text)).toThrow(message);
});
