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
const lots = [
  lot('balanced', 1),
  lot('aggressive', 2),
  lot(null, 3),
  lot(null, 4, { symbol: 'ETHUSDT' }),
  lot('aggressive', 5, { symbol: 'ETHUSDT' }),
];

function sell(profile: Lot['profile'], quantity: string, from: readonly Lot[] = lots) {
  const sale = sellFrom(from, { symbol: 'BTCUSDT', profile }, amount(quantity));
  const left = sale.lots.map((one) => `${one.symbol} ${one.profile} ${decimalText(one.quantity)}`);
  return { left: left.sort(), soldCost: decimalText(sale.soldCost), unsold: decimalText(sale.unsold) };
}

const OTHERS = ['ETHUSDT aggressive 1', 'ETHUSDT null 1'];

test('a profile sells its own lot alone', () => {
  expect(sell('aggressive', '1.5')).toEqual({
    left: ['BTCUSDT balanced 1', 'BTCUSDT null 1', ...OTHERS],
    soldCost: '200',
    unsold: '0.5',
  });
});

test.each([
  ['from the oldest on', lots],
  ['from the newest on', lots.toReversed()],
])('a manual order sells manual lots first, then the oldest, and no other symbol, of lots %s', (_, from) => {
  expect(sell(null, '1.5', from)).toEqual({
    left: ['BTCUSDT aggressive 1', 'BTCUSDT balanced 0.5', ...OTHERS],
    soldCost: '350',
    unsold: '0',
  });
  expect(sell(null, '4', from)).toEqual({ left: OTHERS, soldCost: '600', unsold: '1' });
});
