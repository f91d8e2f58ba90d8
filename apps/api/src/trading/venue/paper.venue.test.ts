import { amount, decimalText } from '@qt/domain';
import { expect, test } from 'vitest';
import { paperVenue } from '../trading.fixture.ts';
import { Exchange } from './exchange.fixture.ts';
import { venueContract } from './venue.contract.ts';

const at60000 = () => '60000';
venueContract('the paper venue', () => paperVenue(2, 10, () => 0, at60000));
venueContract('the paper venue without costs', () => paperVenue(0, 0, () => 0, at60000));
venueContract('the exchange of the tests', () => {
  const exchange = new Exchange(() => 0);
  exchange.price = amount('60000');
  return exchange;
});

const fillOf = (side: 'buy' | 'sell') => {
  const order = {
    venueOrderId: 'order-1',
    symbol: 'BTCUSDT',
    side,
    quantity: amount('0.5'),
    referencePrice: amount('60000'),
    limit: null,
  };
  const { price, notional, fee, slippage, filledAt } = paperVenue(2, 10, () => 7).estimate(order);
  return [...[price, notional, fee, slippage].map(decimalText), filledAt];
};

test('a buy pays the slippage and a fee on top', () => {
  expect(fillOf('buy')).toEqual(['60012', '30006', '30.006', '6', 7]);
});

test('a sell gets less by the slippage and pays a fee', () => {
  expect(fillOf('sell')).toEqual(['59988', '29994', '29.994', '6', 7]);
});

test.each(['0.00000001', '0.0000005', '0.00012345', '1', '1000000'])(
  'at %s a buy costs more than the market and a sell brings less, but never nothing',
  (price) => {
    const order = {
      venueOrderId: 'order-1',
      symbol: 'PEPEUSDT',
      quantity: amount('1000'),
      referencePrice: amount(price),
      limit: null,
    };
    const venue = paperVenue(2, 10, () => 7);
    const [buy, sell] = [venue.estimate({ ...order, side: 'buy' }), venue.estimate({ ...order, side: 'sell' })];
    expect(buy.price.greaterThan(price)).toBe(true);
    expect(buy.slippage.greaterThan(0)).toBe(true);
    expect(sell.price.greaterThan(0)).toBe(true);
    if (price !== '0.00000001') expect(sell.price.lessThan(price)).toBe(true);
  },
);

test.each([
  ['binance', 'filled'],
  ['coingecko', 'accepted'],
] as const)('an open order that the price of %s meets is %s', async (source, state) => {
  const venue = paperVenue(2, 10, () => 7, at60000, source);
  const limit = { price: amount('60000'), timeInForce: 'GTC' } as const;
  const order = { venueOrderId: 'order-1', symbol: 'BTCUSDT', side: 'buy', quantity: amount('0.5'), limit } as const;
  expect(await venue.query({ ...order, referencePrice: amount('60001') })).toMatchObject({ state });
});
