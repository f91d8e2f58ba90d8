import type { Side } from '@qt/contracts';
import { type Amount, amount, type Lot, type PositionKey, sellable } from '@qt/domain';

/** What executed of an order, as booked. Money in USDT. */
export interface TradedFill {
  readonly order: PositionKey & { readonly side: Side; readonly origin: string };
  /** In the base asset. */
  readonly quantity: Amount;
  readonly notional: Amount;
  readonly fee: Amount;
  readonly slippage: Amount;
  /** After the fee. */
  readonly realisedPnl: Amount;
  /** Unix ms. */
  readonly filledAt: number;
}

/** A position from its first buy until it was sold. Money in USDT, net of fees. */
export interface Trade extends PositionKey {
  /** Unix ms. */
  readonly openedAt: number;
  readonly closedAt: number;
  /** The origin of the sale that ended it: its stop, its holding time, the model or a person. */
  readonly exit: string;
  /** What its buys cost. */
  readonly notional: Amount;
  readonly net: Amount;
  readonly fees: Amount;
  readonly slippage: Amount;
}

/** `cost` is of everything that was bought. */
interface OpenTrade extends Lot {
  readonly bought: Amount;
  readonly net: Amount;
  readonly fees: Amount;
  readonly slippage: Amount;
}

/** What is left of a position may be too small to sell: below this share of what was bought, it is closed. */
const DUST = amount('0.01');

/**
 * Pairs fills (in order of time) to trades, one at a time for each profile and symbol. A sale by hand may close several,
 * in the sequence in which the ledger sells, and counts towards each by its quantity.
 */
export function tradesOf(fills: Iterable<TradedFill>): { readonly trades: Trade[]; readonly open: PositionKey[] } {
  let open: OpenTrade[] = [];
  const trades: Trade[] = [];
  for (const fill of fills) {
    const { order } = fill;
    const changed = new Map<OpenTrade, OpenTrade | null>();
    if (order.side === 'buy') {
      const held = open.find(({ symbol, profile }) => symbol === order.symbol && profile === order.profile);
      if (held === undefined) open.push(opened(fill));
      else changed.set(held, enlarged(held, fill));
    } else {
      for (const { trade, part } of soldOf(sellable(open, order), fill.quantity)) {
        const { left, reduced } = sold(trade, fill, part);
        changed.set(trade, left ? reduced : null);
        if (!left) trades.push(closed(reduced, fill));
      }
    }
    open = open.flatMap((trade) => {
      const now = changed.get(trade);
      return now === undefined ? trade : (now ?? []);
    });
  }
  return { trades, open };
}

function opened({ order: { symbol, profile }, quantity, notional, realisedPnl, fee, slippage, filledAt }: TradedFill) {
  return {
    ...{ symbol, profile, quantity, cost: notional, openedAt: filledAt },
    ...{ bought: quantity, net: realisedPnl, fees: fee, slippage },
  };
}

function enlarged(trade: OpenTrade, { quantity, notional, realisedPnl, fee, slippage }: TradedFill): OpenTrade {
  return {
    ...trade,
    quantity: trade.quantity.plus(quantity),
    bought: trade.bought.plus(quantity),
    cost: trade.cost.plus(notional),
    net: trade.net.plus(realisedPnl),
    fees: trade.fees.plus(fee),
    slippage: trade.slippage.plus(slippage),
  };
}

/** Which trades a sale closes or reduces, and the quantity of each. */
function soldOf(trades: readonly OpenTrade[], quantity: Amount): { trade: OpenTrade; part: Amount }[] {
  let unsold = quantity;
  return trades.flatMap((trade) => {
    if (unsold.isZero()) return [];
    const part = unsold.lessThan(trade.quantity) ? unsold : trade.quantity;
    unsold = unsold.minus(part);
    return { trade, part };
  });
}

function sold(trade: OpenTrade, fill: TradedFill, part: Amount): { left: boolean; reduced: OpenTrade } {
  // The usual sale, whole, stays exact.
  const of = (money: Amount) => (part.equals(fill.quantity) ? money : money.times(part).dividedBy(fill.quantity));
  const quantity = trade.quantity.minus(part);
  return {
    left: quantity.greaterThan(trade.bought.times(DUST)),
    reduced: {
      ...trade,
      quantity,
      net: trade.net.plus(of(fill.realisedPnl)),
      fees: trade.fees.plus(of(fill.fee)),
      slippage: trade.slippage.plus(of(fill.slippage)),
    },
  };
}

function closed({ symbol, profile, openedAt, cost, net, fees, slippage }: OpenTrade, fill: TradedFill): Trade {
  return {
    ...{ symbol, profile, openedAt, closedAt: fill.filledAt, exit: fill.order.origin },
    ...{ notional: cost, net, fees, slippage },
  };
}
