import { expect, test } from 'vitest';
import { liveSkillOf } from './live-skill.ts';

const HOUR_MS = 3_600_000;
const card = { profile: 'balanced', class_shares: { buy: 0.2, sell: 0.2, hold: 0.6 } } as const;
const SURE = { buy: 0.9, sell: 0.05, hold: 0.05 };
const BUY = 0;
const SELL = 1;

/** Predictions of an hour each, all the same, of which every n-th comes true as `buy`, the others as `sell`. */
const predicted = (hours: number, everyNth: number) =>
  Array.from({ length: hours }, (_, hour) => ({
    time: hour * HOUR_MS,
    probabilities: SURE,
    label: hour % everyNth === 0 ? BUY : SELL,
  }));

test('log loss and hit rate stand beside those of the class frequencies', () => {
  const skill = liveSkillOf(card, predicted(4, 2));
  expect(skill).toMatchObject({ profile: 'balanced', predictions: 4, hit_rate: 0.5, baseline_hit_rate: 0 });
  expect(skill?.log_loss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.05)) / 2, 12);
  expect(skill?.baseline_log_loss).toBeCloseTo(-Math.log(0.2), 12);
  expect([skill?.from, skill?.to]).toEqual(['1970-01-01T00:00:00.000Z', '1970-01-01T03:00:00.000Z']);
});

test('bounds come with sixteen hours, and say which of both is better', () => {
  expect(liveSkillOf(card, predicted(15, 1))?.excess_loss).not.toBeNull();
  expect(liveSkillOf(card, predicted(14, 1))?.excess_loss).toBeNull();
  expect(liveSkillOf(card, predicted(48, 1))?.excess_loss?.upper).toBeLessThan(0);
  expect(liveSkillOf(card, predicted(48, 4))?.excess_loss?.lower).toBeGreaterThan(0);
});

test('without predictions, or a card that knows its classes, there is no skill', () => {
  expect(liveSkillOf(card, [])).toBeNull();
  expect(liveSkillOf({ profile: 'balanced' }, predicted(4, 1))).toBeNull();
});
