import { amount, decimalText } from '@qt/domain';
import { type BinanceAccount, type BinanceOrder, BinanceRefusal, type BinanceTrade } from '@qt/market-data';
import { describe, expect, test, vi } from 'vitest';
import { fake } from '../../../fake.fixture.ts';
import { type VenueOrder, VenueRejection } from '../venue.ts';
import { BinanceVenue } from './binance.venue.ts';

const ORDER: VenueOrder = {
  venueOrderId: 'qt-1',
  symbol: 'BTCUSDT',
  side: 'buy',
  quantity: amount('0.5'),
  referencePrice: amount('60000'),
  limit: null,
};

const orderIn = (status: string, executed: string): BinanceOrder => ({
  symbol: 'BTCUSDT',
  orderId: 7,
  clientOrderId: 'qt-1',
  executedQty: amount(executed),
  status,
});

const trade = (id: number, qty: string): BinanceTrade => ({
  id,
  orderId: 7,
  symbol: 'BTCUSDT',
  price: amount('60001'),
  qty: amount(qty),
  commission: amount(qty).times('0.001'),
  commissionAsset: 'BTC',
  time: 5,
  isBuyer: true,
});

function aVenue(given: Partial<BinanceAccount>) {
  const syncTime = vi.fn(async () => {});
  return {
    venue: new BinanceVenue(
      fake<BinanceAccount>({ syncTime, ...given }),
      ['BTCUSDT'],
      'https://testnet.binance.vision',
    ),
    syncTime,
  };
}

test('an order is reported with its trades, each with its own id, price and commission', async () => {
  const newOrder = vi.fn(async () => orderIn('FILLED', '0.5'));
  const { venue } = aVenue({ newOrder, trades: async () => [trade(1, '0.2'), trade(2, '0.3')] });
  const report = await venue.submit(ORDER);
  expect(newOrder).toHaveBeenCalledExactlyOnceWith({
    symbol: 'BTCUSDT',
    side: 'buy',
    quantity: ORDER.quantity,
    clientOrderId: 'qt-1',
  });
  expect(report).toMatchObject({ state: 'filled', venueOrderId: 'qt-1' });
  expect(
    report.fills.map(({ id, quantity, commission }) => [id, decimalText(quantity), decimalText(commission)]),
  ).toEqual([
    ['1', '0.2', '0.0002'],
    ['2', '0.3', '0.0003'],
  ]);
});

test('an order whose trades are not all listed yet is not reported: it would be booked in part and taken for whole', async () => {
  const { venue } = aVenue({ order: async () => orderIn('FILLED', '0.5'), trades: async () => [trade(1, '0.2')] });
  await expect(venue.query(ORDER)).rejects.toThrow('fills of order 7: expected 0.5 in all, actual 0.2');
});

test.each([
  ['NEW', 'accepted'],
  ['CANCELED', 'cancelled'],
  ['REJECTED', 'rejected'],
  ['EXPIRED', 'expired'],
  ['EXPIRED_IN_MATCH', 'expired'],
])('the status %s is %s', async (status, state) => {
  const { venue } = aVenue({ order: async () => orderIn(status, '0') });
  expect(await venue.query(ORDER)).toMatchObject({ state, fills: [] });
});

test('a status that is not known is no guess', async () => {
  const { venue } = aVenue({ order: async () => orderIn('DANCING', '0') });
  await expect(venue.query(ORDER)).rejects.toThrow('expected a known one, actual DANCING');
});

describe("Binance's refusals of an order", () => {
  const submitted = (status: number, code: number, msg: string) => {
    const { venue, syncTime } = aVenue({ newOrder: () => Promise.reject(new BinanceRefusal(status, code, msg)) });
    return { result: venue.submit(ORDER).catch((error: unknown) => error), syncTime };
  };

  test.each([
    [418, -1003, 'Way too much request weight used; IP banned until 1.'],
    [429, -1015, 'Too many new orders.'],
    [400, -1013, 'Filter failure: LOT_SIZE'],
    [400, -1021, 'Timestamp for this request is outside of the recvWindow.'],
    [400, -1022, 'Signature for this request is not valid.'],
    [400, -1121, 'Invalid symbol.'],
    [400, -2010, 'Account has insufficient balance for requested action.'],
    [401, -2015, 'Invalid API-key, IP, or permissions for action.'],
  ])('%i %i: it is certainly nowhere', async (status, code, msg) => {
    expect(await submitted(status, code, msg).result).toBeInstanceOf(VenueRejection);
  });

  test.each([
    [503, -1007, 'Timeout waiting for response from backend server.'],
    [503, -1001, 'Internal error; unable to process your request.'],
    [400, -1006, 'An unexpected response was received from the message bus.'],
    [400, -2010, 'Duplicate order sent.'],
  ])('%i %i: it may be there, so its status is asked', async (status, code, msg) => {
    expect(await submitted(status, code, msg).result).not.toBeInstanceOf(VenueRejection);
  });

  test('for its time let the clock be read again, and the order is not sent again', async () => {
    const { result, syncTime } = submitted(400, -1021, 'Timestamp for this request is outside of the recvWindow.');
    await result;
    expect(syncTime).toHaveBeenCalledTimes(1);
  });
});

test('an order that is not there is null, by query and by cancel; any other failure is no answer', async () => {
  const refuse = (code: number) => () => Promise.reject(new BinanceRefusal(400, code, 'no'));
  const { venue } = aVenue({ order: refuse(-2013), cancel: refuse(-2011) });
  expect([await venue.query(ORDER), await venue.cancel(ORDER)]).toEqual([null, null]);
  await expect(aVenue({ order: refuse(-1003) }).venue.query(ORDER)).rejects.toThrow('-1003');
});

test('an order that ended by itself before it was cancelled is reported as it ended', async () => {
  const cancel = () => Promise.reject(new BinanceRefusal(400, -2011, 'Unknown order sent.'));
  const { venue } = aVenue({
    cancel,
    order: async () => orderIn('FILLED', '0.5'),
    trades: async () => [trade(1, '0.5')],
  });
  expect(await venue.cancel(ORDER)).toMatchObject({ state: 'filled' });
});

test('an estimate stays within what the risk guard allows for fee and slippage', () => {
  const { notional, fee } = aVenue({}).venue.estimate(ORDER);
  expect(notional.plus(fee).lte(amount('60000').times('0.5').times('1.005'))).toBe(true);
});

test('fills from an instant on name the order that each belongs to, asked once for each', async () => {
  const order = vi.fn(async () => orderIn('FILLED', '0.5'));
  const { venue } = aVenue({ order, trades: async () => [trade(1, '0.2'), trade(2, '0.3')] });
  expect(await venue.fillsSince('BTCUSDT', 0)).toMatchObject([
    { venueOrderId: 'qt-1', side: 'buy' },
    { venueOrderId: 'qt-1' },
  ]);
  expect(order).toHaveBeenCalledTimes(1);
});
