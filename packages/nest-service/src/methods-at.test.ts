import { apiRoutes } from '@qt/contracts';
import { expect, test } from 'vitest';
import { methodsAt } from './methods-at.ts';

const routes = Object.values(apiRoutes);

test('a path of the contract knows its methods, any other has none', () => {
  expect(methodsAt(routes, '/api/trades')).toEqual(['GET', 'POST']);
  expect(methodsAt(routes, '/api/prices/latest/BTCUSDT')).toEqual(['GET']);
  expect(methodsAt(routes, '/api/prices/latest')).toEqual([]);
  expect(methodsAt(routes, '/api/prices/latest/')).toEqual([]);
});
