import { type Amount, averagePrice, bookedNotional, type Fill, total } from '@qt/domain';

const notionalOf = ({ side, price, quantity }: Fill) => bookedNotional(side, price, quantity);

/**
 * What an order has newly executed, of all that is reported of it and what was booked before. Null: nothing; or the report
 * contradicts what was booked, which then stands.
 */
export function newlyExecuted<F extends Fill>(reported: F, booked: Fill): F | null {
  const quantity = reported.quantity.minus(booked.quantity);
  const notional = notionalOf(reported).minus(notionalOf(booked));
  const same = reported.symbol === booked.symbol && reported.side === booked.side;
  if (!same || quantity.lte(0) || notional.isNegative()) return null;
  return {
    ...reported,
    quantity,
    price: averagePrice(reported.side, notional, quantity),
    fee: reported.fee.minus(booked.fee),
    realisedPnl: reported.realisedPnl.minus(booked.realisedPnl),
  };
}

/** Several parts of one order as one, at their average price. */
export function executedSoFar<F extends Fill>(parts: readonly [F, ...F[]]): F {
  const [first] = parts;
  const sum = (of: (part: F) => Amount) => total(parts.map(of));
  const quantity = sum((part) => part.quantity);
  return {
    ...first,
    ...parts.at(-1),
    quantity,
    price: parts.length === 1 ? first.price : averagePrice(first.side, sum(notionalOf), quantity),
    fee: sum((part) => part.fee),
    realisedPnl: sum((part) => part.realisedPnl),
  };
}
