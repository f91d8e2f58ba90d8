import { expect, test } from 'vitest';
import { RefusedTries } from './refused-tries.ts';

const NOW = Date.UTC(2026, 0, 1);

test('records the first ten of a source, counts the others, and says how many they were', () => {
  const tries = new RefusedTries();
  const recorded = Array.from({ length: 8000 }, (_, n) => tries.admit('10.0.0.1', NOW + n)).filter(Boolean);
  expect(recorded).toHaveLength(10);
  expect(tries.takeSuppressed()).toEqual({
    count: 7990,
    since: NOW + 10,
    until: NOW + 7999,
    sources: [['10.0.0.1', 7990]],
  });
  expect(tries.takeSuppressed()).toBeUndefined();
});

test('another source is still recorded by itself while one floods', () => {
  const tries = new RefusedTries();
  for (let n = 0; n < 1000; n++) tries.admit('10.0.0.1', NOW);
  expect(tries.admit('10.0.0.2', NOW)).toBe(true);
});

test('a source has its allowance again after a while', () => {
  const tries = new RefusedTries();
  for (let n = 0; n < 11; n++) tries.admit('10.0.0.1', NOW);
  expect(tries.admit('10.0.0.1', NOW + 59_000)).toBe(false);
  expect(tries.admit('10.0.0.1', NOW + 61_000)).toBe(true);
});

test('any number of sources records a bounded number, and remembers a bounded number', () => {
  const tries = new RefusedTries();
  const recorded = Array.from({ length: 5000 }, (_, n) => tries.admit(`10.0.${n >> 8}.${n & 255}`, NOW)).filter(
    Boolean,
  );
  expect(recorded).toHaveLength(60);
  const sources = tries.takeSuppressed()?.sources ?? [];
  expect(sources[0]?.[0]).toBe('other sources');
  expect(sources.length).toBeLessThanOrEqual(257);
  expect(sources.reduce((sum, [, count]) => sum + count, 0)).toBe(5000 - 60);
});
