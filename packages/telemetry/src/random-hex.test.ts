import { expect, test } from 'vitest';
import { randomUuid } from './random-hex.ts';

test('UUIDs are of version 4, of each variant digit, and never come again', () => {
  const made = Array.from({ length: 20_000 }, randomUuid);
  expect(
    made.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toEqual([]);
  expect(new Set(made.map((id) => id[19]))).toEqual(new Set('89ab'));
  expect(new Set(made).size).toBe(20_000);
});
