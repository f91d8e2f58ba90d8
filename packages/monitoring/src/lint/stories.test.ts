import { expect, test } from 'vitest';
import { ALERTS } from '../alerts/index.ts';
import { STORIES, WITHOUT_STORY } from '../proofs/stories/library/index.ts';
import { storyProblems } from './stories.ts';

const WHERE = 'packages/monitoring/src/proofs/stories/library: expected';

test('every alert has a story, or is listed as having none yet', () => {
  expect(storyProblems({ alerts: ALERTS, stories: STORIES, without: WITHOUT_STORY })).toEqual([]);
});

test('an alert without a story, a listed one that has one, and a listed one that is no alert are reported', () => {
  const [alert] = ALERTS.filter(({ name }) => name === 'RiskGuardDown');
  if (alert === undefined) throw new Error('expected RiskGuardDown');
  const alerts = [alert, { ...alert, name: 'LossTooBig' }];
  expect(storyProblems({ alerts, stories: STORIES, without: ['RiskGuardDown', 'Nothing'] })).toEqual([
    `${WHERE} a story in which LossTooBig notifies, actual none`,
    `${WHERE} no story of RiskGuardDown, which WITHOUT_STORY lists, actual one or no such alert`,
    `${WHERE} no story of Nothing, which WITHOUT_STORY lists, actual one or no such alert`,
  ]);
});
