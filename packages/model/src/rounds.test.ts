import { expect, test } from 'vitest';
import type { Dataset } from './dataset.ts';
import { FEATURES } from './feature-table.ts';
import { roundsFor } from './rounds.ts';
import { seededRandom } from './seeded-random.ts';

const ROWS = 2000;

/** A row a minute, whose label is 0 or 1 by the first feature with this probability, else 2. */
function dataset(known: number): Dataset {
  const random = seededRandom(7);
  const rows = Float64Array.from({ length: ROWS * FEATURES.length }, random);
  const labels = Uint8Array.from({ length: ROWS }, (_, row) => {
    const byFeature = (rows[row * FEATURES.length] ?? 0) > 0.5 ? 1 : 0;
    return random() < known ? byFeature : Math.floor(random() * 3);
  });
  return { times: Float64Array.from(labels, (_, row) => row * 60_000), rows, labels, moves: new Float64Array(ROWS) };
}

test('what the features say is learnt, what they do not say is not remembered', () => {
  expect(roundsFor(dataset(0.95), 60)).toBeGreaterThan(15);
  expect(roundsFor(dataset(0), 60)).toBeLessThan(3);
});

test('labels that reach into the newest fifth are no training rows', () => {
  const data = dataset(0.95);
  const purged = data.labels.slice();
  // The hour before the newest fifth: whatever its labels are, nothing changes.
  purged.fill(2, ROWS * 0.8 - 59, ROWS * 0.8);
  expect(roundsFor({ ...data, labels: purged }, 60)).toBe(roundsFor(data, 60));
});
