import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from './decide.ts';

test.each([
  ['buys at its threshold', { buy: 0.6, sell: 0.1, hold: 0.3 }, { action: 'buy', confidence: 0.6 }],
  ['holds below it', { buy: 0.59, sell: 0.1, hold: 0.31 }, { action: 'hold', confidence: 0.59 }],
  ['sells at its threshold', { buy: 0.1, sell: 0.7, hold: 0.2 }, { action: 'sell', confidence: 0.7 }],
  ['holds where nothing is likely to move', { buy: 0.1, sell: 0.1, hold: 0.8 }, { action: 'hold', confidence: 0.8 }],
] as const)('a profile %s', (_, probabilities, decision) => {
  expect(decide(probabilities, { entryThreshold: 0.6 })).toEqual(decision);
});

test('confidence is always one of the calibrated probabilities', () => {
  const weight = fc.double({ min: 0.001, max: 1, noNaN: true });
  fc.assert(
    fc.property(weight, weight, weight, weight, (a, b, c, entryThreshold) => {
      const sum = a + b + c;
      const probabilities = { buy: a / sum, sell: b / sum, hold: c / sum };
      const { action, confidence } = decide(probabilities, { entryThreshold });
      if (action === 'hold') expect(confidence).toBe(Math.max(a, b, c) / sum);
      else expect(confidence).toBe(probabilities[action]);
    }),
  );
});

test('a buy must be expected to earn more than fee and slippage', () => {
  const likely = { buy: 0.6, sell: 0.1, hold: 0.3 };
  const worth = (cost: number) =>
    decide(likely, { entryThreshold: 0.6 }, { meanMoves: { buy: 0.005, sell: -0.005, hold: 0 }, cost }).action;
  expect(worth(0.0024)).toBe('buy');
  expect(worth(0.0026)).toBe('hold');
});
