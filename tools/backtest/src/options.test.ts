import { expect, test } from 'vitest';
import { BadArguments, optionsOf } from './options.ts';

test('a file is of one symbol, the simulator of several', () => {
  expect(optionsOf(['--file', 'a.csv', '--symbol', 'ETHUSDT']).source).toEqual({
    kind: 'file',
    file: 'a.csv',
    symbol: 'ETHUSDT',
  });
  expect(optionsOf(['--symbols', 'AUSDT,BUSDT']).source).toMatchObject({ kind: 'sim', symbols: ['AUSDT', 'BUSDT'] });
});

test.each([
  [['--train-days', '0'], "--train-days: expected a number above 0, actual '0'"],
  [['--retrain-hours', 'daily'], "--retrain-hours: expected a number above 0, actual 'daily'"],
  [['--profiles', 'brave'], "--profiles: expected conservative, balanced, aggressive, actual 'brave'"],
  [['--fast'], "Unknown option '--fast'"],
])('%j is refused: %s', (args, message) => {
  expect(() => optionsOf(args)).toThrow(BadArguments);
  expect(() => optionsOf(args)).toThrow(message);
});
