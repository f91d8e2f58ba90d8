import type { Candle } from '@qt/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readKlines } from './klines.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5);

const candle: fc.Arbitrary<Omit<Candle, 'openTime'>> = fc
  .record({
    low: fc.double({ min: 0.001, max: 1e5, noNaN: true }),
    rise: fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: 0, max: 0.1, noNaN: true }))),
    volume: fc.double({ min: 0, max: 1e6, noNaN: true }),
  })
  .map(({ low, rise, volume }) => {
    const [open, close] = [low * (1 + (rise[0] ?? 0)), low * (1 + (rise[1] ?? 0))];
    return { low, open, close, high: Math.max(open, close) * (1 + (rise[2] ?? 0)), volume };
  });

const rowsOf = (candles: readonly Omit<Candle, 'openTime'>[]): unknown[][] =>
  candles.map(({ open, high, low, close, volume }, index) => {
    const openTime = START + index * MINUTE;
    // Rounded as the exchange rounds, low down and high up, so that the row stays consistent.
    const text = (value: number) => value.toFixed(8);
    const up = (value: number) => (value + 1e-8).toFixed(8);
    return [
      openTime,
      text(open),
      up(high),
      text(Math.max(low - 1e-8, 1e-8)),
      text(close),
      text(volume),
      openTime + MINUTE - 1,
    ];
  });

test('reads what is consistent and without gaps', () => {
  fc.assert(
    fc.property(fc.array(candle, { maxLength: 50 }), (candles) => {
      const klines = readKlines(rowsOf(candles), MINUTE);
      expect(klines.ok).toBe(true);
      if (klines.ok) expect(klines.candles).toHaveLength(candles.length);
    }),
  );
});

type Spoil = (row: unknown[], at: number, rows: unknown[][]) => void;
const set =
  (field: number, value: unknown): Spoil =>
  (row) => {
    row[field] = value;
  };
const spoilers: Record<string, Spoil> = {
  'a price of zero': set(1, '0.00000000'),
  'a negative price': set(4, '-1.5'),
  'a price that is no number': set(4, 'NaN'),
  'a price as JSON number': set(2, 5),
  'an infinite price': set(2, '1e999'),
  'an empty price': set(3, ''),
  'no price': set(4, null),
  'a high below the low': set(2, '0.00000001'),
  'a low above the high': set(3, '999999999'),
  'a negative volume': set(5, '-3'),
  'a time that is no number': set(0, '2026'),
  'a time within a minute': (row) => {
    row[0] = Number(row[0]) + 1;
  },
  'a row too short': (row) => void row.splice(4),
  'a row that is none': (_row, at, rows) => void rows.splice(at, 1, null as unknown as unknown[]),
};

test.each(Object.keys(spoilers))('refuses %s anywhere', (name) => {
  fc.assert(
    fc.property(fc.array(candle, { minLength: 4, maxLength: 30 }), fc.nat(), (candles, where) => {
      const rows = rowsOf(candles);
      const at = 1 + (where % (rows.length - 2));
      spoilers[name]?.(rows[at] ?? [], at, rows);
      expect(readKlines(rows, MINUTE)).toMatchObject({ ok: false, fault: expect.stringContaining('expected') });
    }),
    { numRuns: 50 },
  );
});

test.each([[null], [{}], ['[]'], [42], [undefined]])('refuses %j in place of rows', (body) => {
  expect(readKlines(body, MINUTE).ok).toBe(false);
});

const disorders: Record<string, { spoil: Spoil; gaps: readonly string[] }> = {
  'a gap': { spoil: (_row, at, rows) => void rows.splice(at, 1), gaps: [] },
  'a repeated candle': { spoil: (row, at, rows) => void rows.splice(at, 0, [...row]), gaps: ['duplicate'] },
  'two candles in the wrong order': {
    spoil: (_row, at, rows) => void rows.splice(at, 2, rows[at + 1] ?? [], rows[at] ?? []),
    gaps: ['out_of_order'],
  },
};

test.each(Object.keys(disorders))('puts right %s anywhere, and reports it', (name) => {
  fc.assert(
    fc.property(fc.array(candle, { minLength: 4, maxLength: 30 }), fc.nat(), (candles, where) => {
      const rows = rowsOf(candles);
      const at = 1 + (where % (rows.length - 2));
      const whole = readKlines(structuredClone(rows), MINUTE);
      disorders[name]?.spoil(rows[at] ?? [], at, rows);
      const klines = readKlines(rows, MINUTE);
      if (!whole.ok || !klines.ok) throw new Error('expected candles');
      expect(klines.gaps.map(({ kind }) => kind)).toEqual(disorders[name]?.gaps);
      expect(klines.candles).toEqual(name === 'a gap' ? whole.candles.toSpliced(at, 1) : whole.candles);
    }),
    { numRuns: 50 },
  );
});

test('of a repeated candle the last one counts', () => {
  const rows = rowsOf([1, 2].map((low) => ({ low, open: low, close: low, high: low, volume: 0 })));
  rows.push(rowsOf([{ low: 1, open: 1, close: 3, high: 3, volume: 9 }])[0] ?? []);
  const klines = readKlines(rows, MINUTE);
  expect(klines).toMatchObject({ ok: true, gaps: [{ kind: 'duplicate', openTime: START }] });
  if (klines.ok) expect(klines.candles.map(({ close }) => close)).toEqual([3, 2]);
});

test.each([['0.00000050'], ['1000000.00000000']])('reads a coin at %s', (price) => {
  const rows = [[START, price, price, price, price, '5.00000000', START + MINUTE - 1]];
  expect(readKlines(rows, MINUTE)).toMatchObject({ ok: true, candles: [{ close: Number(price) }] });
});

test('names the invalid row and the reason', () => {
  const rows = rowsOf([1, 2, 3].map((low) => ({ low, open: low, close: low, high: low, volume: 0 })));
  rows[1] = [START + MINUTE + 1, ...(rows[1] ?? []).slice(1)];
  expect(readKlines(rows, MINUTE)).toEqual({
    ok: false,
    fault: `row 1: expected a whole interval, actual ${START + MINUTE + 1}`,
  });
});
