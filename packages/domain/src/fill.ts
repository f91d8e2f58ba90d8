import type { Side } from '@qt/contracts';
import { Decimal } from 'decimal.js';
import { type Amount, WIRE_DECIMALS } from './amount.ts';
import { roundDown, roundUp } from './rounding.ts';
import { basisPoints } from './share.ts';

/** An order that filled, with the numbers that API and risk guard must agree on. Money in USDT. */
export interface Fill {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: Side;
  /** In the base asset, above 0. */
  readonly quantity: Amount;
  /** Per unit of the base asset. */
  readonly price: Amount;
  readonly fee: Amount;
  /** Profit above 0, loss below, after fees. */
  readonly realisedPnl: Amount;
  /** Unix ms. */
  readonly filledAt: number;
}

/** Whether both are the same fill, apart from the reported time. */
export function sameFill(a: Fill, b: Fill): boolean {
  return (
    a.clientOrderId === b.clientOrderId &&
    a.symbol === b.symbol &&
    a.side === b.side &&
    a.quantity.equals(b.quantity) &&
    a.price.equals(b.price) &&
    a.fee.equals(b.fee) &&
    a.realisedPnl.equals(b.realisedPnl)
  );
}

/** Price × quantity as booked, rounded against the account: up for a buy, down for a sell. */
export function bookedNotional(side: Side, price: Amount, quantity: Amount): Amount {
  const exact = price.times(quantity);
  return side === 'buy' ? roundUp(exact) : roundDown(exact);
}

/**
 * The average price of executions with these sums. It has the decimals of the wire, rounded so that `bookedNotional` of it
 * and the quantity gives the notional to the last digit: API and risk guard each compute their cash from the two.
 */
export function averagePrice(side: Side, notional: Amount, quantity: Amount): Amount {
  const rounding = side === 'buy' ? Decimal.ROUND_DOWN : Decimal.ROUND_UP;
  return notional.dividedBy(quantity).toDecimalPlaces(WIRE_DECIMALS, rounding);
}

/** The fee of `rate` basis points of a notional, as booked. */
export function bookedFee(notional: Amount, rate: Amount): Amount {
  return roundUp(basisPoints(notional, rate));
}

/** What a fill adds to the cash, after its fee: below 0 for a buy. */
export function signedCash({ side, price, quantity, fee }: Pick<Fill, 'side' | 'price' | 'quantity' | 'fee'>): Amount {
  const notional = bookedNotional(side, price, quantity);
  return (side === 'buy' ? notional.negated() : notional).minus(fee);
}

/** What a fill adds to the quantity that is held: below 0 for a sell. */
export function signedQuantity({ side, quantity }: Pick<Fill, 'side' | 'quantity'>): Amount {
  return side === 'buy' ? quantity : quantity.negated();
}
