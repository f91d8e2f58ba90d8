import { coinIdOf } from '@qt/contracts';
import { baseAssetOf, quoteAssetOf } from '@qt/domain';

/** Quote assets that CoinGecko prices as what they follow: a stablecoin of the dollar is `usd`. */
const VS_CURRENCIES: Readonly<Record<string, string>> = {
  FDUSD: 'usd',
  USDT: 'usd',
  USDC: 'usd',
  TUSD: 'usd',
  BUSD: 'usd',
  USD: 'usd',
  EUR: 'eur',
  BTC: 'btc',
  ETH: 'eth',
  BNB: 'bnb',
};

/** What CoinGecko calls a symbol: a coin and the currency it is priced in. */
export interface Coin {
  readonly id: string;
  readonly vsCurrency: string;
}

/**
 * CoinGecko's names of a symbol.
 * @param configured coin ids by symbol (`QT_COINGECKO_IDS`)
 */
export function coinOf(symbol: string, configured: ReadonlyMap<string, string>): Coin {
  const quote = quoteAssetOf(symbol);
  return {
    id: configured.get(symbol) ?? coinIdOf(baseAssetOf(symbol)),
    vsCurrency: VS_CURRENCIES[quote] ?? quote.toLowerCase(),
  };
}
