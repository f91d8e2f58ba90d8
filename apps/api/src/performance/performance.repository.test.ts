import { ZERO } from '@qt/domain';
import { expect, test } from 'vitest';
import { performanceDatabase } from './performance.fixture.ts';
import { PerformanceRepository } from './performance.repository.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2026-01-01T00:00:00Z');

test('every snapshot of eight days is kept, and one an hour of 400 days', () => {
  const repository = new PerformanceRepository(performanceDatabase());
  const save = (at: number) => repository.save({ at, lastFill: 0, openingBalance: ZERO, cash: ZERO, positions: [] });
  const kept = () => repository.snapshots(0, Number.MAX_SAFE_INTEGER, 9999).map(({ at }) => (at - START) / HOUR_MS);

  for (const hours of [0, 0.25, 0.75, 1.5, 1.75]) save(START + hours * HOUR_MS);
  save(START + 8 * DAY_MS + 1.6 * HOUR_MS);
  expect(kept()).toEqual([0, 1.5, 1.75, 193.6]);
  save(START + 400 * DAY_MS + HOUR_MS);
  expect(kept()).toEqual([1.5, 193.6, 9601]);
});
