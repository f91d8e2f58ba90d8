import { amount, type Instrument } from '@qt/domain';

/**
 * A symbol as exchanges trade one at such a price (USDT): minutes do not say. Seven digits of price, lots of about a
 * USDT or less, orders of at least 5 USDT.
 */
export function instrumentAt(symbol: string, price: number): Instrument {
  const magnitude = Math.floor(Math.log10(price));
  const tick = amount(10).pow(magnitude - 6);
  const step = amount(10).pow(-magnitude - 1);
  return {
    symbol,
    status: 'TRADING',
    lot: { min: step, max: amount(0), step },
    marketLot: null,
    tickSize: tick,
    minPrice: tick,
    maxPrice: amount(0),
    notional: { filter: 'NOTIONAL', min: amount(5), max: null },
  };
}
