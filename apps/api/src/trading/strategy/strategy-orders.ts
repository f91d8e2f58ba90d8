import { MINUTE_MS } from '@qt/contracts';
import { type Amount, amount, type Instrument, roundQuantity, ZERO } from '@qt/domain';
import type { Strategy } from '@qt/model';
import type { Signal } from '../../signals/signal.ts';
import type { Order } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';

type EntryStrategy = Pick<Strategy, 'notionalUsdt' | 'stopLossFraction' | 'holdMinutes'>;

/** The order that opens a position on a signal; its quantity is 0 if one lot costs more than the strategy's size. */
export function entryOrder(
  signal: Signal,
  strategy: EntryStrategy,
  price: Amount,
  instrument: Instrument,
  requestId: string,
): Order {
  const { profile, symbol, at } = signal;
  const { stopLossFraction, holdMinutes } = strategy;
  return {
    // The same for the same signal, so that acting on it twice fills once.
    clientOrderId: `signal:${profile}:${symbol}:${at}`,
    symbol,
    side: 'buy',
    quantity: entryQuantity(strategy, price, instrument),
    reduceOnly: false,
    origin: 'signal',
    profile,
    limit: null,
    exit: {
      stopFraction: amount(stopLossFraction),
      holdMs: holdMinutes * MINUTE_MS,
      tickSize: instrument.tickSize,
    },
    requestId,
  };
}

/** The order that closes a whole position. `at` (Unix ms) tells this attempt from others. */
export function closingOrder(
  { symbol, profile, quantity }: Position,
  origin: 'signal' | 'stop' | 'expiry' | 'close',
  at: number,
  requestId: string,
): Order {
  return {
    clientOrderId: `${origin}:${profile ?? 'manual'}:${symbol}:${at}`,
    symbol,
    side: 'sell',
    quantity,
    reduceOnly: true,
    origin,
    profile,
    limit: null,
    exit: null,
    requestId,
  };
}

function entryQuantity({ notionalUsdt }: EntryStrategy, price: Amount, instrument: Instrument): Amount {
  return price.greaterThan(0) ? roundQuantity(instrument, amount(notionalUsdt).dividedBy(price)) : ZERO;
}
