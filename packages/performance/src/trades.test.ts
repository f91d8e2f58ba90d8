import type { Profile } from '@qt/catalogue';
import { amount, decimalText, ZERO } from '@qt/domain';
import { expect, test } from 'vitest';
import { type TradedFill, tradesOf } from './trades.ts';

let now = 0;
/** A fill of BTCUSDT at 100 USDT, after a minute. */
function fill(side: 'buy' | 'sell', profile: Profile | null, quantity: string, realised = '-1'): TradedFill {
  now += 60_000;
  return {
    order: { symbol: 'BTCUSDT', profile, side, origin: side === 'buy' ? 'signal' : 'stop' },
    quantity: amount(quantity),
    notional: amount(quantity).times(100),
    fee: amount('1'),
    slippage: ZERO,
    realisedPnl: amount(realised),
    filledAt: now,
  };
}

const seen = (fills: TradedFill[]) =>
  tradesOf(fills).trades.map(({ profile, exit, notional, net, fees }) => [
    profile,
    exit,
    ...[notional, net, fees].map(decimalText),
  ]);

test('several buys and sells of a position are one trade, which ends when all is sold', () => {
  const fills = [
    fill('buy', 'balanced', '1'),
    fill('buy', 'balanced', '2'),
    fill('sell', 'balanced', '1.5', '10'),
    fill('sell', 'balanced', '1.5', '-4'),
  ];
  expect(seen(fills)).toEqual([['balanced', 'stop', '300', '4', '4']]);
  expect(tradesOf(fills.slice(0, 3))).toMatchObject({ trades: [], open: [{ profile: 'balanced' }] });
});

test('a sale by hand closes trades in the sequence in which the ledger sells', () => {
  const fills = [
    fill('buy', 'balanced', '1'),
    fill('buy', 'aggressive', '1'),
    fill('buy', null, '1'),
    fill('sell', null, '2.5', '25'),
  ];
  expect(seen(fills)).toEqual([
    [null, 'stop', '100', '9', '1.4'],
    ['balanced', 'stop', '100', '9', '1.4'],
  ]);
  expect(tradesOf(fills).open).toMatchObject([{ profile: 'aggressive' }]);
});

test('what is too small to be sold keeps no trade open, and comes to the next one', () => {
  const fills = [
    fill('buy', 'balanced', '1'),
    fill('sell', 'balanced', '0.999', '5'),
    fill('buy', 'balanced', '1'),
    fill('sell', 'balanced', '1.001', '3'),
  ];
  expect(seen(fills)).toEqual([
    ['balanced', 'stop', '100', '4', '2'],
    ['balanced', 'stop', '100', '1.997002997002997003', '1.999000999000999001'],
  ]);
});
