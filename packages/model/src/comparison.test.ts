import { MINUTE_MS } from '@qt/contracts';
import { expect, test } from 'vitest';
import { comparisonOf, isBetter, isWorse, type PairedRow } from './comparison.ts';
import { seededRandom } from './seeded-random.ts';

/** A day of minutes; neighbouring rows err alike, as overlapping labels make them. `edge`: how much better the first is. */
function pairedDay(seed: number, edge = 0): PairedRow[] {
  const random = seededRandom(seed);
  const noise = () => random() + random() + random() - 1.5;
  let [drift, earned] = [0, 0];
  return Array.from({ length: 1440 }, (_, minute) => {
    drift = 0.97 * drift + noise();
    earned = 0.97 * earned + noise();
    return { time: minute * MINUTE_MS, logLoss: drift - edge, netReturn: earned / 1000 + edge / 1000 };
  });
}

const TRIES = 600;

test('two equal models are promoted one for the other in at most 5 % of tries; by means alone it was half of them', () => {
  let [promoted, byMeans] = [0, 0];
  for (let seed = 1; seed <= TRIES; seed += 1) {
    const compared = comparisonOf(pairedDay(seed), seed);
    if (compared === null) continue;
    if (isBetter(compared)) promoted += 1;
    if (compared.log_loss.difference < 0) byMeans += 1;
  }
  expect(promoted / TRIES).toBeLessThanOrEqual(0.05);
  expect(byMeans / TRIES).toBeGreaterThan(0.4);
});

test('a model that is better is found out, and a worse one as well', () => {
  const tries = Array.from({ length: 50 }, (_, seed) => seed + 1);
  const share = (edge: number, verdict: typeof isBetter) =>
    tries.filter((seed) => {
      const compared = comparisonOf(pairedDay(seed, edge), seed);
      return compared !== null && verdict(compared);
    }).length / tries.length;
  expect(share(4, isBetter)).toBeGreaterThan(0.9);
  expect(share(-4, isWorse)).toBeGreaterThan(0.9);
  expect(share(-4, isBetter)).toBe(0);
});

test('a better log loss that earns less is not better', () => {
  const rows = pairedDay(1, 4).map((row) => ({ ...row, netReturn: -0.01 }));
  const compared = comparisonOf(rows, 1);
  expect(compared?.log_loss.upper).toBeLessThan(0);
  expect(compared && isBetter(compared)).toBe(false);
});

test('the same rows and seed give the same bounds; too short a time gives none', () => {
  expect(comparisonOf(pairedDay(3), 7)).toEqual(comparisonOf(pairedDay(3), 7));
  expect(comparisonOf(pairedDay(3), 8)).not.toEqual(comparisonOf(pairedDay(3), 7));
  expect(comparisonOf(pairedDay(3).slice(0, 600), 7)).toBeNull();
});
