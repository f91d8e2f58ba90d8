import { coinIdOf } from '@qt/contracts';
import { baseAssetOf } from '@qt/domain';

/** The id under which the simulated CoinGecko lists a symbol's base asset. */
export function coinOf(symbol: string): string {
  return coinIdOf(baseAssetOf(symbol));
}
