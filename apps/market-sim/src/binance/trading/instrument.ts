import { amount, type Instrument } from '@qt/domain';

/** The largest quantity, in steps. */
const MOST_STEPS = 9e11;

/** How the simulated Binance trades a symbol whose prices have so many decimals, as its exchangeInfo says. */
export function instrumentOf(symbol: string, decimals: number, status: string): Instrument {
  // The more digits a price has, the cheaper the coin and the larger its lots; what a lot costs has eight digits at most.
  const step = amount(`1e-${Math.min(5, 8 - decimals)}`);
  const tickSize = amount(`1e-${decimals}`);
  const max = step.times(MOST_STEPS);
  return {
    symbol,
    status,
    lot: { min: step, max, step },
    marketLot: { min: amount(0), max, step: amount(0) },
    tickSize,
    minPrice: tickSize,
    maxPrice: amount(100_000_000),
    percentPrice: {
      filter: 'PERCENT_PRICE_BY_SIDE',
      buy: { down: amount('0.01'), up: amount(5) },
      sell: { down: amount('0.01'), up: amount(5) },
    },
    notional: { filter: 'NOTIONAL', min: amount(5), max: null },
  };
}
