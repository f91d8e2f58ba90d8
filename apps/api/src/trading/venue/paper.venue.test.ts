import { expect, test } from 'vitest';
import { amount, textOf } from '../money.ts';
import { paperCosts, paperExecutor } from './paper.venue.ts';
import { orderExecutorContract } from './venue.contract.ts';

orderExecutorContract('the paper executor', () => paperExecutor(paperCosts(2, 10), () => 0));
orderExecutorContract('the paper executor without costs', () => paperExecutor(paperCosts(0, 0), () => 0));

const fillOf = (side: 'buy' | 'sell') => {
  const order = {
    clientOrderId: 'order-1',
    symbol: 'BTCUSDT',
    side,
    quantity: amount('0.5'),
    referencePrice: amount('60000'),
  };
  const { price, notional, fee, slippage, filledAt } = paperExecutor(paperCosts(2, 10), () => 7).quote(order);
  return [...[price, notional, fee, slippage].map(textOf), filledAt];
};

test('a buy pays the slippage and a fee on top', () => {
  expect(fillOf('buy')).toEqual(['60012', '30006', '30.006', '6', 7]);
});

test('a sell gets less by the slippage and pays a fee', () => {
  expect(fillOf('sell')).toEqual(['59988', '29994', '29.994', '6', 7]);
});
