import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleRows } from './visible-rows.ts';

test('of 100,000 rows, only those in sight and some beyond are rendered', () => {
  expect(visibleRows(1_000_000, 500, 20, 100_000)).toEqual({ first: 49_992, end: 50_033 });
});

test('wherever one scrolls, every row in sight is rendered, and no row that is not there', () => {
  const any = fc.record({ top: fc.nat(3_000_000), height: fc.integer({ min: 1, max: 3_000 }), rows: fc.nat(100_000) });
  fc.assert(
    fc.property(any, ({ top, height, rows }) => {
      const { first, end } = visibleRows(top, height, 20, rows);
      const shown = Math.min(top, Math.max(0, rows * 20 - height));
      expect(first).toBeGreaterThanOrEqual(0);
      expect(first * 20).toBeLessThanOrEqual(shown);
      expect(end).toBeLessThanOrEqual(rows);
      expect(end * 20).toBeGreaterThanOrEqual(Math.min(rows * 20, shown + height));
    }),
  );
});

test('a list that a filter made shorter than it was scrolled to is not empty', () => {
  expect(visibleRows(100_000, 400, 20, 30)).toEqual({ first: 2, end: 30 });
});
