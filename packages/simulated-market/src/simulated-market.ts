import { type Candle, MINUTE_MS } from '@qt/contracts';
import { absorb, bellAt, exp, hash, roundTo, stir, uniformAt } from './arithmetic.ts';
import { ForcedRegimes } from './forced-regimes.ts';
import { type Instrument, instrumentOf } from './instrument.ts';
import { formingCandle } from './intra-minute.ts';
import type { Market } from './market.ts';
import { type MarketRegime, TEMPERAMENTS } from './regimes.ts';
import { SeededPath } from './seeded-path.ts';

export const DEFAULT_SEED = 7;

/** A market for any symbol, unbounded in both directions of time. */
export interface SimulatedMarket extends Market {
  /** The regime that the minute is in. */
  regimeAt(symbol: string, minute: number): MarketRegime;
  /** Puts every symbol into a regime from this minute on; `auto`: the seed decides. Calls must be in order of time. */
  force(regime: MarketRegime | 'auto', fromMinute: number): void;
}

/**
 * A function of (seed, symbol, minute): the same on any machine and in any order of reads, as long as no regime is
 * forced. `seed` is an integer.
 */
export function createSimulatedMarket(seed: number = DEFAULT_SEED): SimulatedMarket {
  const path = new ForcedRegimes(seed, new SeededPath(seed));
  const instruments = new Map<string, Instrument>();
  const known = (symbol: string): Instrument => {
    const instrument = instruments.get(symbol) ?? instrumentOf(seed, symbol);
    instruments.set(symbol, instrument);
    return instrument;
  };
  const candleAt = (symbol: string, minute: number) => candleOf(path, known(symbol), minute, seed);
  const formingAt = (symbol: string, at: number) => {
    const minute = Math.floor(at / MINUTE_MS);
    const { key, decimals } = known(symbol);
    return formingCandle(candleAt(symbol, minute), at - minute * MINUTE_MS, hash(seed, key), decimals);
  };
  return {
    candleAt,
    candles: (symbol, fromMinute, count) =>
      Array.from({ length: count }, (_, index) => candleAt(symbol, fromMinute + index)),
    formingAt,
    priceAt: (symbol, at) => formingAt(symbol, at).close,
    decimalsOf: (symbol) => known(symbol).decimals,
    regimeAt: (symbol, minute) => path.regimeAt(known(symbol), minute),
    force: (regime, fromMinute) => path.force(regime, fromMinute),
  };
}

function candleOf(path: ForcedRegimes, instrument: Instrument, minute: number, seed: number): Candle {
  const { key, basePrice, decimals, volatility, minuteVolume } = instrument;
  const { shock, activity } = TEMPERAMENTS[path.regimeAt(instrument, minute)];
  const open = roundTo(basePrice * exp(path.levelAt(instrument, minute)), decimals);
  const close = roundTo(basePrice * exp(path.levelAt(instrument, minute + 1)), decimals);
  const wick = 0.4 * shock * volatility;
  const state = stir(0, [seed, key, minute]);
  const above = wick * Math.abs(bellAt(absorb(state, 42)));
  const below = wick * Math.abs(bellAt(absorb(state, 43)));
  const surprise = Math.abs(close - open) / (open * shock * volatility);
  const volume = minuteVolume * activity * (0.5 + uniformAt(absorb(state, 44))) * (0.7 + 0.3 * surprise);
  return {
    openTime: minute * MINUTE_MS,
    open,
    high: Math.max(open, close, roundTo(Math.max(open, close) * (1 + above), decimals)),
    low: Math.min(open, close, roundTo(Math.min(open, close) * (1 - below), decimals)),
    close,
    volume: Math.max(0.00001, roundTo(volume, 5)),
  };
}
