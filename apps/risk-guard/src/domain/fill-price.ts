import { type Amount, bookedNotional, type Fill, percent } from '@qt/domain';
import type { Limits } from './limits.ts';
import type { MarketPrice } from './market-prices.ts';
import type { Reservation } from './reservation.ts';
import { costOf } from './rules/exposure.ts';

/**
 * What the price of a confirmed fill is too far from, in USDT; null: it is plausible. That is the worst price that its buy
 * was allowed at, where it cost more; else the guard's own price of about the same time, where the two are further apart than
 * the price band and the allowance for slippage.
 */
export function expectedPriceOf(
  { side, price, quantity, fee, filledAt }: Fill,
  reservation: Reservation | null,
  market: MarketPrice | null,
  { costAllowancePercent, priceBandPercent, maxPriceAgeMs }: Limits,
): Amount | null {
  if (side === 'buy' && reservation !== null && !reservation.price.isZero()) {
    const allowed = costOf(quantity, reservation.price, costAllowancePercent);
    const worst = reservation.price.plus(percent(reservation.price, costAllowancePercent));
    if (bookedNotional(side, price, quantity).plus(fee).greaterThan(allowed)) return worst;
  }
  if (market === null || Math.abs(market.observedAt - filledAt) > maxPriceAgeMs) return null;
  const most = percent(market.price, priceBandPercent.plus(costAllowancePercent));
  return price.minus(market.price).abs().greaterThan(most) ? market.price : null;
}
