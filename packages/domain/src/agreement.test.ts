import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amounts } from './amount.fixture.ts';
import { type Amount, amount, decimalText, total, ZERO } from './amount.ts';
import { bookedFee, bookedNotional, type Fill, signedQuantity } from './fill.ts';
import { type Exchanged, enlarge, type Holding, realisedByBuy, realisedBySell, reduce } from './position.ts';
import { floorTo, SMALLEST_QUANTITY } from './rounding.ts';

interface Trade {
  readonly price: Amount;
  /** Of a buy; of a sell, the share of what is held. */
  readonly size: Amount;
  readonly side: 'buy' | 'sell';
  readonly feeBps: Amount;
}

const trades = fc.array(
  fc.record<Trade>({
    price: amounts(18, 1n, 10n ** 24n),
    size: amounts(8, 1n, 10n ** 8n),
    side: fc.constantFrom('buy', 'sell'),
    feeBps: amounts(2, 0n, 10_000n),
  }),
  { maxLength: 40 },
);

/** Books trades as the API does: a holding, cash, and the fills that it reports. */
function book(all: readonly Trade[]) {
  let held: Holding | null = null;
  let cash = ZERO;
  const fills: Fill[] = [];
  for (const { price, size, side, feeBps } of all) {
    const quantity = side === 'buy' ? size : floorTo(size.times(held?.quantity ?? ZERO), SMALLEST_QUANTITY);
    if (quantity.isZero()) continue;
    const notional = bookedNotional(side, price, quantity);
    const exchanged: Exchanged = { quantity, notional, fee: bookedFee(notional, feeBps) };
    let realisedPnl: Amount;
    if (side === 'buy' || held === null) {
      held = enlarge(held, exchanged);
      realisedPnl = realisedByBuy(exchanged);
      cash = cash.minus(notional).minus(exchanged.fee);
    } else {
      const { left, soldCost } = reduce(held, quantity);
      held = left;
      realisedPnl = realisedBySell(exchanged, soldCost);
      cash = cash.plus(notional).minus(exchanged.fee);
    }
    const clientOrderId = String(fills.length);
    fills.push({ clientOrderId, symbol: 'X', side, price, quantity, fee: exchanged.fee, realisedPnl, filledAt: 0 });
  }
  return { held, cash, fills };
}

test('what the API books and what the risk guard counts of the same fills agree to the last digit', () => {
  fc.assert(
    fc.property(trades, (all) => {
      const { held, cash, fills } = book(all);
      const received = fills.map((fill) => ({
        side: fill.side,
        quantity: amount(decimalText(fill.quantity)),
        realisedPnl: amount(decimalText(fill.realisedPnl)),
      }));
      const position = total(received.map(signedQuantity));
      const realised = total(received.map(({ realisedPnl }) => realisedPnl));
      expect(decimalText(position)).toBe(decimalText(held?.quantity ?? ZERO));
      // Fills move only cash and cost, so the two determine the realised profit or loss.
      expect(decimalText(realised)).toBe(decimalText(cash.plus(held?.cost ?? ZERO)));
    }),
  );
});
