import { expect, test } from 'vitest';
import { ALERTS } from '../alerts/index.ts';
import { STORIES } from '../proofs/stories/library/index.ts';
import { storyProblems } from './stories.ts';

test('every alert has a story', () => {
  expect(storyProblems(ALERTS, STORIES)).toEqual([]);
});

test('an alert without a story is reported', () => {
  const [alert] = ALERTS.filter(({ name }) => name === 'RiskGuardDown');
  if (alert === undefined) throw new Error('expected RiskGuardDown');
  expect(storyProblems([alert, { ...alert, name: 'LossTooBig' }], STORIES)).toEqual([
    'packages/monitoring/src/proofs/stories/library: expected a story in which LossTooBig notifies, actual none',
  ]);
});
