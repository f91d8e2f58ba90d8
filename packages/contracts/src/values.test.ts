import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { decimal, instant, modelVersion, positiveDecimal, probability, symbol } from './values.ts';

const messageOf = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message;
const digits = (count: number) => '9'.repeat(count);

describe('a decimal', () => {
  test.each(['0', '-0', '0.015', '-12.5', '007', digits(18), `${digits(18)}.${digits(18)}`, `-0.${'0'.repeat(17)}1`])(
    'may be %s, and stays the text that it is',
    (text) => expect(decimal.parse(text)).toBe(text),
  );

  test.each([
    '',
    '1.',
    '.5',
    '+1',
    '1e3',
    '1,5',
    ' 1',
    '1\n',
    'NaN',
    'Infinity',
    '0x1',
    digits(19),
    `0.${digits(19)}`,
    '1.2.3',
    '१',
  ])('is not %j', (text) =>
    expect(messageOf(decimal, text)).toBe('expected a decimal number as text, such as "0.015"'),
  );

  test('is never a number, which may not be exact', () => {
    expect(decimal.safeParse(0.015).error?.issues[0]).toMatchObject({ code: 'invalid_type', expected: 'string' });
  });
});

describe('a positive decimal', () => {
  test.each(['1', '0.000000000000000001', digits(18)])('may be %s', (text) =>
    expect(positiveDecimal.parse(text)).toBe(text),
  );

  test.each(['0', '0.000', '-0', '-1', '-0.5'])('is not %s', (text) =>
    expect(messageOf(positiveDecimal, text)).toBe('expected a decimal above 0'),
  );

  test('names one fault for text that is not a number', () => {
    expect(positiveDecimal.safeParse('x').error?.issues.map(({ message }) => message)).toEqual([
      'expected a decimal number as text, such as "0.015"',
    ]);
  });
});

test.each<[string, z.ZodType, unknown, string]>([
  ['a symbol in lower case', symbol, 'btcusdt', 'expected a symbol such as BTCUSDT'],
  ['a symbol of four letters', symbol, 'BTCU', 'expected a symbol such as BTCUSDT'],
  ['a model version that is a path', modelVersion, '../m-1', 'expected a model version such as m-20260101t000000z'],
  ['an instant with an offset', instant, '2026-01-01T00:00:00+02:00', 'Invalid ISO datetime'],
  ['a probability over 1', probability, 1.01, 'Too big: expected number to be <=1'],
])('%s is refused by name', (_, schema, value, message) => expect(messageOf(schema, value)).toBe(message));
