import { expect, test } from 'vitest';
import { amount, decimalText } from './amount.ts';
import { type Lot, sellFrom } from './lot.ts';

const lot = (profile: Lot['profile'], openedAt: number, changes: Partial<Lot> = {}): Lot => ({
  symbol: 'BTCUSDT',
  profile,
  openedAt,
  quantity: amount('1'),
  cost: amount(String(openedAt * 100)),
  ...changes,
});
const lots = [lot('balanced', 1), lot('aggressive', 2), lot(null, 3), lot(null, 4, { symbol: 'ETHUSDT' })];

function sell(profile: Lot['profile'], quantity: string) {
  const sale = sellFrom(lots, { symbol: 'BTCUSDT', profile }, amount(quantity));
  const left = sale.lots.map((one) => `${one.symbol} ${one.profile} ${decimalText(one.quantity)}`);
  return [left, decimalText(sale.soldCost), decimalText(sale.unsold)];
}

test('a profile sells its own lot alone', () => {
  expect(sell('aggressive', '1.5')).toEqual([['BTCUSDT balanced 1', 'BTCUSDT null 1', 'ETHUSDT null 1'], '200', '0.5']);
});

test('a manual order sells manual lots first, then the oldest, and no other symbol', () => {
  expect(sell(null, '1.5')).toEqual([['BTCUSDT balanced 0.5', 'BTCUSDT aggressive 1', 'ETHUSDT null 1'], '350', '0']);
  expect(sell(null, '4')).toEqual([['ETHUSDT null 1'], '600', '1']);
});
