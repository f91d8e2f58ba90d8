import { ALERTS } from '@qt/monitoring/alerts';
import { expect, test } from 'vitest';
import { plansOf, SYSTEMS } from './index.ts';

const rounds = SYSTEMS.flatMap((plan) => plan.rounds);
const drills = rounds.flatMap((round) => round.drills);

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
  for (const round of rounds) {
    const names = round.drills.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('only the systems and rounds that an alert needs are run', () => {
  const plans = plansOf(['KillSwitchEngaged', 'Watchdog']);
  expect(plans.map(({ heartbeat }) => heartbeat)).toEqual([true]);
  const chosen = plans.flatMap((plan) => plan.rounds.flatMap((round) => round.drills.map(({ alert }) => alert)));
  expect(chosen).toEqual(['KillSwitchEngaged']);
});
