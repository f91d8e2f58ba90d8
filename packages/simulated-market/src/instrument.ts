import { baseAssetOf } from '@qt/domain';
import { between, hash, hashText, uniform } from './arithmetic.ts';

/** A symbol's properties, derived from the symbol and the seed. */
export interface Instrument {
  readonly symbol: string;
  /** Represents the symbol in hashes. */
  readonly key: number;
  /** The price that the market returns to, in the quote asset. */
  readonly basePrice: number;
  /** Decimal places of a price: its tick is 10^-decimals. */
  readonly decimals: number;
  /** Scales every move; 1 is Bitcoin's. */
  readonly volatility: number;
  /** Base asset traded in a quiet minute. */
  readonly minuteVolume: number;
  /** Which third of the regime schedule the symbol follows: 0, 1 or 2. */
  readonly group: number;
  /** Minutes by which the symbol runs ahead of its group. */
  readonly shift: number;
}

type Known = readonly [basePrice: number, decimals: number, volatility: number, minuteUsd: number];

/** The default symbols are not shifted: one of the three is always in an up-trend. */
const PINNED = ['BTC', 'ETH', 'SOL'];

const KNOWN: Readonly<Record<string, Known>> = {
  BTC: [64_000, 2, 1, 1_500_000],
  ETH: [3200, 2, 1.15, 800_000],
  SOL: [160, 2, 1.4, 400_000],
  BNB: [600, 2, 1, 120_000],
  XRP: [0.6, 4, 1.2, 200_000],
  ADA: [0.45, 4, 1.3, 60_000],
  DOGE: [0.12, 5, 1.5, 150_000],
  AVAX: [30, 2, 1.4, 50_000],
  DOT: [6, 3, 1.3, 30_000],
  LINK: [15, 2, 1.3, 45_000],
  LTC: [80, 2, 1.1, 40_000],
  TRX: [0.13, 4, 0.9, 30_000],
};

const SHIFT_RANGE = 30_240;

/** The instrument of any symbol; one that is not well known gets a generated price between 0.01 and 1,000. */
export function instrumentOf(seed: number, symbol: string): Instrument {
  const key = hashText(symbol);
  const asset = baseAssetOf(symbol);
  const pinned = PINNED.indexOf(asset);
  const [basePrice, decimals, volatility, minuteUsd] = KNOWN[asset] ?? generated(seed, key);
  return {
    symbol,
    key,
    basePrice,
    decimals,
    volatility,
    minuteVolume: minuteUsd / basePrice,
    group: pinned < 0 ? hash(seed, key, 11) % 3 : pinned,
    shift: pinned < 0 ? between(0, SHIFT_RANGE, seed, key, 12) : 0,
  };
}

function generated(seed: number, key: number): Known {
  const magnitude = between(0, 4, seed, key, 13);
  const basePrice = (1 + 9 * uniform(seed, key, 14)) * ([0.01, 0.1, 1, 10, 100][magnitude] ?? 1);
  return [basePrice, 6 - magnitude, 1 + uniform(seed, key, 15), 5000 + 45_000 * uniform(seed, key, 16)];
}
