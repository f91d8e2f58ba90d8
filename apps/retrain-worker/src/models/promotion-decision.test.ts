import { expect, test } from 'vitest';
import { cardOf } from './model-card.fixture.ts';
import { decidePromotion, type Evaluation } from './promotion-decision.ts';

const good = { own: 0.5, baseline: 1, incumbent: 0.6 };
const card = (...losses: { own: number; baseline: number; incumbent?: number }[]) => {
  const [conservative = good, balanced = good, aggressive = good] = losses;
  return cardOf('m-2', { conservative, balanced, aggressive });
};
const evaluation = (changes: Partial<Evaluation>): Evaluation => ({
  card: card(),
  incumbent: 'm-1',
  note: null,
  current: 'm-1',
  promotionsHalted: false,
  live: true,
  ...changes,
});
const first = { incumbent: null, current: null };
const worseThanBaseline = card(good, { own: 1.1, baseline: 1, incumbent: 1.2 });
const worseThanIncumbent = card({ ...good, incumbent: 0.3 });

test.each<[string, Partial<Evaluation>, boolean, string]>([
  ['that beats both is promoted', {}, true, 'it beats the current model and the baseline'],
  [
    'that misses the baseline for one profile is not',
    { card: worseThanBaseline },
    false,
    'it misses the baseline for balanced',
  ],
  [
    'that misses it is not in sim either, with a current model',
    { card: worseThanBaseline, live: false },
    false,
    'it misses the baseline',
  ],
  [
    'that does not beat the current model on average is not',
    { card: worseThanIncumbent },
    false,
    'it does not beat the current model beyond chance',
  ],
  [
    'that is better by no more than chance is not',
    { card: card({ ...good, incumbent: 0.52 }, { ...good, incumbent: 0.53 }, { ...good, incumbent: 0.54 }) },
    false,
    'it does not beat the current model beyond chance',
  ],
  [
    'that has been compared on too few minutes is not',
    { card: { ...card(), comparison: null } },
    false,
    'too few minutes that neither has seen',
  ],
  [
    'as good as the current model is not',
    { card: card({ ...good, incumbent: 0.5 }, { ...good, incumbent: 0.5 }, { ...good, incumbent: 0.5 }) },
    false,
    'it does not beat the current model',
  ],
  ['is not promoted while promotions are halted', { promotionsHalted: true }, false, 'promotions are halted'],
  [
    'is not promoted over a model that it was not compared with',
    { current: 'm-0' },
    false,
    'another model became the current one during the run',
  ],
  [
    'that is the first is promoted on the live market if it beats the baseline',
    first,
    true,
    'the first model, and it beats the baseline',
  ],
  [
    'that is the first and misses the baseline is not, on the live market',
    { ...first, card: worseThanBaseline },
    false,
    'it misses the baseline for balanced',
  ],
  [
    'that is the first and misses the baseline is taken up in sim and replay',
    { ...first, card: worseThanBaseline, live: false },
    true,
    'the first model, although it misses the baseline for balanced',
  ],
  [
    'is promoted over a current model that cannot be used',
    { incumbent: null, note: 'its file is damaged' },
    true,
    'its file is damaged',
  ],
  [
    'that is the first is not promoted while promotions are halted',
    { ...first, promotionsHalted: true, live: false },
    false,
    'promotions are halted',
  ],
])('a candidate %s', (_, changes, promoted, reason) => {
  const decision = decidePromotion(evaluation(changes));
  expect(decision.promoted).toBe(promoted);
  expect(decision.why).toContain(reason);
});

test('why names the scores, the number of rows, and how fair the comparison was', () => {
  expect(decidePromotion(evaluation({ note: 'both were scored on new rows' })).why).toBe(
    'promoted: it beats the current model and the baseline; mean log loss out of sample 0.5000, baseline 1.0000, ' +
      'm-1 0.6000 (rows by profile: 300, 300, 300); difference -0.10000 (-0.15000 to -0.05000) in log loss and ' +
      '0.00000 (-0.00100 to 0.00100) in net return, from 12 blocks of unseen minutes; both were scored on new rows',
  );
});

test('a refused candidate leaves a current model that still beats the baseline on unseen minutes with its age counted anew', () => {
  const rescored = (changes: Partial<Evaluation>) => decidePromotion(evaluation(changes)).rescored;
  expect(rescored({ card: worseThanIncumbent })).toBe(true);
  expect(rescored({ promotionsHalted: true })).toBe(true);
  expect(rescored({})).toBe(false); // its successor was promoted
  expect(rescored({ card: card({ own: 2, baseline: 1, incumbent: 4 }) })).toBe(false); // worse than the baseline itself
  const seen = card({ ...good, incumbent: 0.3 });
  const profiles = seen.profiles.map((each) => ({ ...each, scored: { from: '', to: '', unseen: false } }));
  expect(rescored({ card: { ...seen, profiles } })).toBe(false);
  expect(rescored({ current: 'm-0', card: worseThanIncumbent })).toBe(false);
});
