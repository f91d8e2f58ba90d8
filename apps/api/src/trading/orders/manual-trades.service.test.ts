import { apiRoutes, tradeRequest } from '@qt/contracts';
import { MarketDataUnavailable } from '@qt/market-data';
import { HttpProblem } from '@qt/nest-service';
import { describe, expect, test } from 'vitest';
import { openingBook } from '../domain/account.ts';
import type { FilledOrder } from '../domain/order.ts';
import { amount, textOf } from '../money.ts';
import { aFill, anOrder, denial, silent } from '../trading.fixture.ts';
import { filledOrderBody, positionBody } from '../trading.mapper.ts';
import { createManualTrades } from './manual-trades.service.ts';
import type { OrderQuestion, Placement } from './submission.ts';

const filled: FilledOrder = { order: anOrder(), ...aFill('0.5', '60000', '30', 0), realisedPnl: amount('-30') };
const request = tradeRequest.parse({ client_order_id: 'order-1', symbol: 'BTCUSDT', side: 'buy', quantity: '0.50' });

/** Places orders at a desk that answers as told. */
function trades(placement: Placement | Error, price: string | Error = '60000') {
  const questions: OrderQuestion[] = [];
  const placeManually = createManualTrades({
    ...silent,
    symbols: ['BTCUSDT', 'ETHUSDT'],
    desk: {
      known: async () => undefined,
      inTurn: (work) =>
        work(async (question) => {
          questions.push(question);
          if (placement instanceof Error) throw placement;
          return placement;
        }),
    },
    prices: {
      async latest(symbol) {
        if (price instanceof Error) throw price;
        return { symbol, price, source: 'binance', observedAt: 1 };
      },
    },
    requestId: () => 'request-1',
  });
  return { placeManually, questions };
}

const problem = (given: Promise<unknown>) =>
  given.then(
    () => expect.fail('expected a refusal'),
    (error: HttpProblem) => ({
      status: error.status,
      code: error.code,
      message: error.message,
      details: error.details,
    }),
  );

test('a filled order and its repetition are told apart', async () => {
  expect(await trades({ outcome: 'filled', filled }).placeManually(request)).toEqual({ filled, repeated: false });
  expect(await trades({ outcome: 'repeated', filled }).placeManually(request)).toEqual({ filled, repeated: true });
});

test('an order is placed with the latest price and when that was observed', async () => {
  const { placeManually, questions } = trades({ outcome: 'filled', filled });
  await placeManually(request);
  expect(questions).toMatchObject([{ price: { price: '60000', observedAt: 1 }, signal: null }]);
  expect(questions[0] && textOf(questions[0].order.quantity)).toBe('0.5');
});

test('that there is no price is for the guard to judge', async () => {
  const { placeManually, questions } = trades(
    { outcome: 'denied', denial: denial('price_missing') },
    new MarketDataUnavailable('BTCUSDT', 'price', []),
  );
  expect(await problem(placeManually(request))).toMatchObject({ status: 403, details: { reason: 'price_missing' } });
  expect(questions).toMatchObject([{ price: null }]);
});

describe('nothing is ordered, and the answer says why', () => {
  test.each<[string, Placement | Error, object]>([
    [
      'a denial',
      { outcome: 'denied', denial: { ...denial('notional_limit'), limit: '1000', observed: '30000' } },
      {
        status: 403,
        code: 'risk_denied',
        details: { reason: 'notional_limit', limit: '1000', observed: '30000' },
      },
    ],
    ['another order under the id', { outcome: 'conflict', known: anOrder() }, { status: 409 }],
    [
      'a guard that cannot be asked',
      { outcome: 'guard_unavailable', error: 'refused' },
      { status: 503, code: 'risk_guard_unavailable' },
    ],
    [
      'a price that is missing although the guard allowed the order',
      { outcome: 'price_unavailable', error: 'none' },
      { status: 503, code: 'price_unavailable' },
    ],
    [
      'a ledger that cannot be written',
      Object.assign(new Error('database or disk is full'), { errcode: 13 }),
      { status: 503, code: 'store_unavailable' },
    ],
  ])('%s', async (_, placement, expected) => {
    expect(await problem(trades(placement).placeManually(request))).toMatchObject(expected);
  });

  test('a symbol that is not configured', async () => {
    const { placeManually, questions } = trades({ outcome: 'filled', filled });
    expect(await problem(placeManually({ ...request, symbol: 'DOGEUSDT' }))).toMatchObject({
      status: 404,
      code: 'unknown_symbol',
      message: "symbol: expected one of BTCUSDT, ETHUSDT, actual 'DOGEUSDT'",
    });
    expect(questions).toEqual([]);
  });

  test('a quantity finer than the books are', async () => {
    const { placeManually, questions } = trades({ outcome: 'filled', filled });
    expect(await problem(placeManually({ ...request, quantity: '0.000000015' }))).toMatchObject({
      status: 400,
      code: 'invalid_input',
      message: "quantity: expected a multiple of 0.00000001, actual '0.000000015'",
    });
    expect(questions).toEqual([]);
  });

  test('a mistake of ours is not dressed up', async () => {
    await expect(trades(new TypeError('a bug')).placeManually(request)).rejects.toThrow('a bug');
  });
});

test.each(['0', '-1', '1e999', 'NaN', 'abc', '', '0.0', '1.', '.5', '+1', '0x10', ' 1', '1'.repeat(19), 0.5, null])(
  'the contract refuses the quantity %j',
  (quantity) => {
    const parsed = tradeRequest.safeParse({ ...request, quantity });
    expect(parsed.success).toBe(false);
  },
);

test('what is answered fits the contract, to the smallest amounts', () => {
  const smallest: FilledOrder = {
    order: anOrder({ quantity: '0.00000001' }),
    ...aFill('0.00000001', '0.00000001', '0.00000001', 0),
    notional: amount('0.00000001'),
    realisedPnl: amount('-0.00000001'),
  };
  for (const order of [filled, smallest]) {
    const body = filledOrderBody(order);
    expect(apiRoutes.placeTrade.responses[201].parse(body)).toEqual(body);
  }
  const position = {
    symbol: 'BTCUSDT',
    profile: null,
    quantity: amount('123456789'),
    cost: openingBook(amount('1.5')).cash,
    openedAt: 0,
    stopPrice: null,
    expiresAt: 1,
  };
  const body = { items: [positionBody(position)] };
  expect(apiRoutes.positions.responses[200].parse(body)).toEqual(body);
});
