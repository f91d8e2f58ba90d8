import { tradeRequest } from '@qt/contracts';
import { amount, decimalText } from '@qt/domain';
import { type InstrumentAnswer, MarketDataUnavailable } from '@qt/market-data';
import { HttpProblem } from '@qt/nest-service';
import { describe, expect, test } from 'vitest';
import type { ApiConfig } from '../../config.ts';
import { fake } from '../../fake.fixture.ts';
import type { FilledOrder } from '../domain/order.ts';
import type { Submission, SubmissionResult } from '../domain/submission.ts';
import { denial } from '../guard/fake-risk-guard.fixture.ts';
import {
  anExecution,
  anInstrument,
  anOrder,
  instrumentsAre,
  quietLog,
  quietTelemetry,
  quotesAt,
} from '../trading.fixture.ts';
import { manualOrderOf } from '../trading.mapper.ts';
import { ManualTradesService } from './manual-trades.service.ts';
import type { OrderService } from './order.service.ts';

const filled: FilledOrder = {
  order: anOrder(),
  status: 'filled',
  ...anExecution('0.5', '60000', '30', 0),
  realisedPnl: amount('-30'),
};
const request = tradeRequest.parse({ client_order_id: 'order-1', symbol: 'BTCUSDT', side: 'buy', quantity: '0.50' });

/** Manual trades whose orders all end in this result. */
function trades(
  result: SubmissionResult | Error,
  price: string | Error = '60000',
  instrument: InstrumentAnswer = anInstrument('BTCUSDT'),
) {
  const submissions: Submission[] = [];
  const orders = fake<OrderService>({
    findResult: async () => null,
    async submit(submission) {
      submissions.push(submission);
      if (result instanceof Error) throw result;
      return result;
    },
  });
  const quotes = quotesAt(
    () => price,
    () => 1,
  );
  const instruments = instrumentsAre(() => instrument);
  const config = fake<ApiConfig>({ QT_SYMBOLS: ['BTCUSDT', 'ETHUSDT'] });
  const service = new ManualTradesService(orders, quotes, instruments, config, quietTelemetry, quietLog, () => 7);
  const place = (body: typeof request) => service.place(manualOrderOf(body, 'request-1'));
  return { place, submissions };
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

test('a repetition is distinguished from a new fill', async () => {
  expect(await trades({ outcome: 'filled', filled, closed: [] }).place(request)).toEqual({ filled, repeated: false });
  expect(await trades({ outcome: 'repeated', filled }).place(request)).toEqual({ filled, repeated: true });
});

test('an order is placed with the latest price and when that was observed', async () => {
  const { place, submissions } = trades({ outcome: 'filled', filled, closed: [] });
  await place(request);
  expect(submissions).toMatchObject([
    { quote: { price: amount('60000'), observedAt: 1 }, signal: null, caller: { since: 7 } },
  ]);
  expect(submissions[0] && decimalText(submissions[0].order.quantity)).toBe('0.5');
});

test('an order without a price is submitted, for the guard to decide', async () => {
  const { place, submissions } = trades(
    { outcome: 'denied', denial: denial('price_missing') },
    new MarketDataUnavailable('BTCUSDT', 'price', []),
  );
  expect(await problem(place(request))).toMatchObject({ status: 403, details: { reason: 'price_missing' } });
  expect(submissions).toMatchObject([{ quote: null }]);
});

describe('nothing is ordered, and the error has the reason', () => {
  test.each<[string, SubmissionResult | Error, object]>([
    [
      'a denial',
      { outcome: 'denied', denial: { ...denial('notional_limit'), limit: '1000', observed: '30000' } },
      {
        status: 403,
        code: 'risk_denied',
        details: { reason: 'notional_limit', limit: '1000', observed: '30000' },
      },
    ],
    ['another order under the id', { outcome: 'conflict' }, { status: 409 }],
    [
      'a guard that is unavailable',
      { outcome: 'guard_unavailable', error: 'refused' },
      { status: 503, code: 'risk_guard_unavailable' },
    ],
    [
      'an order whose caller has gone',
      { outcome: 'expired', error: 'its caller has gone' },
      { status: 503, code: 'order_expired' },
    ],
    [
      'an order that an operator cancelled',
      { outcome: 'cancelled', error: 'so' },
      { status: 409, code: 'order_cancelled' },
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
  ])('%s', async (_, result, expected) => {
    expect(await problem(trades(result).place(request))).toMatchObject(expected);
  });

  test('a symbol that is not configured', async () => {
    const { place, submissions } = trades({ outcome: 'filled', filled, closed: [] });
    expect(await problem(place({ ...request, symbol: 'DOGEUSDT' }))).toMatchObject({
      status: 404,
      code: 'unknown_symbol',
      message: "symbol: expected one of BTCUSDT, ETHUSDT, actual 'DOGEUSDT'",
    });
    expect(submissions).toEqual([]);
  });

  test('a quantity with more digits than are booked', async () => {
    const { place, submissions } = trades({ outcome: 'filled', filled, closed: [] });
    expect(await problem(place({ ...request, quantity: '0.000000015' }))).toMatchObject({
      status: 400,
      code: 'invalid_input',
      message: "quantity: expected a multiple of 0.00000001, actual '0.000000015'",
    });
    expect(submissions).toEqual([]);
  });

  test.each([
    ['0.00000001', 'LOT_SIZE', '0.00001', '0.00000001'],
    ['0.000015', 'LOT_SIZE', '0.00001', '0.000015'],
    ['0.00008', 'NOTIONAL', '5', '4.8'],
  ])('%s BTC, which breaks %s', async (quantity, filter, limit, given) => {
    const { place, submissions } = trades({ outcome: 'filled', filled, closed: [] });
    for (const side of ['buy', 'sell'] as const) {
      expect(await problem(place({ ...request, quantity, side }))).toMatchObject({
        status: 422,
        code: 'filter_violated',
        details: { filter, limit, given },
      });
    }
    expect(submissions).toEqual([]);
  });

  test.each([
    ['HALT', anInstrument('BTCUSDT', { status: 'HALT' })],
    ['unlisted', 'unlisted'],
  ] as const)('a buy of a symbol that is %s, while a sale goes on', async (status, instrument) => {
    const { place, submissions } = trades({ outcome: 'filled', filled, closed: [] }, '60000', instrument);
    expect(await problem(place(request))).toMatchObject({
      status: 422,
      code: 'instrument_unavailable',
      message: `instrument_unavailable: BTCUSDT: expected the status TRADING, actual ${status}`,
      details: { reason: 'instrument_unavailable', limit: 'TRADING', observed: status, symbol: 'BTCUSDT', status },
    });
    expect(submissions).toEqual([]);
    await place({ ...request, side: 'sell' });
    expect(submissions).toHaveLength(1);
  });

  test('an unexpected error is passed on', async () => {
    await expect(trades(new TypeError('a bug')).place(request)).rejects.toThrow('a bug');
  });
});

test.each(['0', '-1', '1e999', 'NaN', 'abc', '', '0.0', '1.', '.5', '+1', '0x10', ' 1', '1'.repeat(19), 0.5, null])(
  'the contract refuses the quantity %j',
  (quantity) => {
    const parsed = tradeRequest.safeParse({ ...request, quantity });
    expect(parsed.success).toBe(false);
  },
);
