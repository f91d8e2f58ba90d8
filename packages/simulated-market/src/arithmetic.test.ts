import { expect, test } from 'vitest';
import { bellAt, exp, hash, stir, uniform } from './arithmetic.ts';

test('exp is accurate over the range that prices need', () => {
  for (let x = -3; x <= 3; x += 0.01) expect(exp(x) / Math.exp(x)).toBeCloseTo(1, 12);
});

test('hashes of neighbours are spread evenly', () => {
  const thirds = [0, 0, 0];
  for (let i = 0; i < 30_000; i++) thirds[hash(7, i) % 3] = (thirds[hash(7, i) % 3] ?? 0) + 1;
  for (const count of thirds) expect(Math.abs(count - 10_000)).toBeLessThan(300);
  expect(hash(1, 2)).not.toBe(hash(2, 1));
  expect(hash(1)).not.toBe(hash(1, 0));
});

test('uniform and bell-shaped numbers have the documented moments', () => {
  const moments = (numbers: number[]) => {
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    return { mean, deviation: Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length) };
  };
  const indices = Array.from({ length: 50_000 }, (_, i) => i);
  const flat = moments(indices.map((i) => uniform(3, i)));
  expect(flat.mean).toBeCloseTo(0.5, 2);
  const round = moments(indices.map((i) => bellAt(stir(0, [3, i]))));
  expect(round.mean).toBeCloseTo(0, 1);
  expect(round.deviation).toBeCloseTo(1, 1);
});
