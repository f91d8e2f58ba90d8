import { apiRoutes } from '@qt/contracts';
import { describe, expect, test } from 'vitest';
import { parseInput } from './parse-input.ts';

const order = { client_order_id: 'a-1', symbol: 'BTCUSDT', side: 'buy', quantity: '0.01' };
const place = (body: unknown) => parseInput(apiRoutes.placeTrade, { params: {}, query: {}, body });

describe('parseInput', () => {
  test('fills in what the contract has as default', () => {
    const body = { ...order, type: 'market', reduce_only: false };
    expect(place(order)).toEqual({ params: undefined, query: undefined, body });
  });

  test.each(['0', '-1', '1e999', 'NaN', 'abc', '', '0.0'])('refuses the quantity %j', (quantity) => {
    expect(() => place({ ...order, quantity })).toThrow(
      expect.objectContaining({
        status: 400,
        code: 'invalid_input',
        message: expect.stringContaining(`actual '${quantity}'`),
      }),
    );
  });

  test('names every field that does not fit', () => {
    expect(() => place({ ...order, side: 'hold', quantity: 1, extra: true })).toThrow(
      "side: expected one of buy, sell, actual 'hold'; quantity: expected a string, actual 1; extra: expected no such field, actual present",
    );
  });

  test.each(['0', '1000000000', 'ten'])('refuses the limit %s', (limit) => {
    const call = { params: { symbol: 'BTCUSDT' }, query: { limit }, body: undefined };
    expect(() => parseInput(apiRoutes.candles, call)).toThrow(/^limit: expected .*, actual '/);
  });

  test('refuses a body that is missing', () => {
    expect(() => place(undefined)).toThrow('input: expected an object, actual nothing');
  });
});
