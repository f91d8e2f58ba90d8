import { expect, test } from 'vitest';
import { requestIds } from './request-id.ts';

test('ids are UUIDs of version 4, and none comes twice', () => {
  const next = requestIds();
  const ids = Array.from({ length: 1000 }, next);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every digit that is not fixed takes every value', () => {
  const next = requestIds();
  const seen = new Map<number, Set<string>>();
  for (let count = 0; count < 2000; count++) {
    for (const [at, digit] of [...next()].entries()) seen.set(at, (seen.get(at) ?? new Set()).add(digit));
  }
  const values = [...seen.values()].map(({ size }) => size);
  const fixed = (count: number) => values.filter((size) => size === count).length;
  // Four dashes and the version; the variant; the other digits.
  expect([fixed(1), fixed(4), fixed(16)]).toEqual([5, 1, 30]);
});
