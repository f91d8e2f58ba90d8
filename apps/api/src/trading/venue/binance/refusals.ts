import type { BinanceRefusal } from '@qt/market-data';

export const NO_SUCH_ORDER = -2013;
export const UNKNOWN_ORDER = -2011;
export const TIME_REFUSED = -1021;
const DUPLICATE = 'Duplicate order sent.';

/** Binance does not say whether it executed the request: -1000, -1001, -1006, -1007. */
const OUTCOME_UNKNOWN: ReadonlySet<number> = new Set([-1000, -1001, -1006, -1007]);

/**
 * Whether a refused order is certainly nowhere. Of a 5xx Binance says that the order may have been executed. A duplicate is
 * an order of ours that is there already.
 */
export function isRefusal({ status, code, message }: BinanceRefusal): boolean {
  return status < 500 && !OUTCOME_UNKNOWN.has(code) && !message.includes(DUPLICATE);
}
