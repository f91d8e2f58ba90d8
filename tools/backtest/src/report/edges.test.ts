import { expect, test } from 'vitest';
import { Edges, edgeText } from './edges.ts';

const economics = { meanMoves: { buy: 0.004, sell: -0.004, hold: 0 }, cost: 0.0024 };

test('without an edge after costs the report says by how much', () => {
  const edges = new Edges();
  edges.add('balanced', { buy: 0.5, sell: 0.1, hold: 0.4 }, economics);
  edges.add('balanced', { buy: 0.3, sell: 0.3, hold: 0.4 }, economics);
  expect(edges.all().map(edgeText)).toEqual([
    'balanced: expected at best a move of 0.16 % against costs of 0.24 %, a rise with 0.50 at most where 0.65 buys; ' +
      'of 2 predictions no prediction was worth its costs',
  ]);
  edges.add('balanced', { buy: 0.8, sell: 0.1, hold: 0.1 }, economics);
  expect(edges.all()).toMatchObject([{ entries: 1, best_confidence: 0.8 }]);
});

test('confidence alone is no entry', () => {
  const edges = new Edges();
  edges.add('aggressive', { buy: 0.65, sell: 0.3, hold: 0.05 }, economics);
  edges.add('aggressive', { buy: 0.65, sell: 0.3, hold: 0.05 }, undefined);
  expect(edges.all()).toMatchObject([{ predictions: 2, entries: 1, cost: null }]);
});
