import { expect, test } from 'vitest';
import { parseReplay } from './replay-rows.ts';

const HEADER = 'open_time,open,high,low,close,volume';
const FIRST = '1640991660000,46319.0,46385.0,46319.0,46377.0,2300413.7295';
const SECOND = '1640991720000,46377.0,46411.0,46377.0,46411.0,1829623.1938';
const file = (...lines: string[]) => `${[HEADER, ...lines].join('\n')}\n`;

test('rows become candles whose volume is in the base asset', () => {
  const [first, second] = parseReplay(file(FIRST, SECOND));
  expect(first).toMatchObject({ openTime: 1640991660000, open: 46319, high: 46385, low: 46319, close: 46377 });
  expect((first?.volume ?? 0) * 46350).toBeCloseTo(2300413.7295, 4);
  expect(second?.close).toBe(46411);
  expect(parseReplay(file(FIRST, SECOND).replaceAll('\n', '\r\n'))).toHaveLength(2);
});

test.each([
  ['', "line 1, header: expected 'open_time,open,high,low,close,volume', actual ''"],
  ['time,o,h,l,c,v\n', "line 1, header: expected 'open_time,open,high,low,close,volume', actual 'time,o,h,l,c,v'"],
  [file(), 'line 1, rows: expected at least 2, actual 0'],
  [file(FIRST), 'line 2, rows: expected at least 2, actual 1'],
  [file(FIRST, '1640991720000,1,2'), "line 3, columns: expected 6, actual 3 in '1640991720000,1,2'"],
  [
    file(FIRST, FIRST),
    "line 3, open_time: expected 1640991720000, a minute after the line before, actual '1640991660000'",
  ],
  [
    file(FIRST.replace('1660000', '1660001'), SECOND),
    "line 2, open_time: expected the start of a minute in Unix ms, actual '1640991660001'",
  ],
  [file('abc,1,1,1,1,1', SECOND), "line 2, open_time: expected the start of a minute in Unix ms, actual 'abc'"],
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
  expect(() => parseReplay(text)).toThrow(message);
});
