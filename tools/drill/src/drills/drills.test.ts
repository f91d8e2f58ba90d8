import { ALERTS } from '@qt/monitoring/alerts';
import { expect, test } from 'vitest';
import { ROUNDS } from './index.ts';

const drills = ROUNDS.flatMap((round) => round.drills);

test('every alert of the catalogue has a drill, and no drill is of another', () => {
  const drilled = new Set(drills.map(({ alert }) => alert));
  expect([...drilled].sort()).toEqual(ALERTS.map(({ name }) => name).sort());
});

test('a drill names a cause that its alert has', () => {
  for (const { alert, cause } of drills) {
    if (cause === undefined) continue;
    const causes = ALERTS.find(({ name }) => name === alert)?.conditions.map((condition) => condition.cause);
    expect(causes).toContain(cause);
  }
});

test('drills that run at once watch different alerts', () => {
  for (const round of ROUNDS) {
    const names = round.drills.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
  }
});
