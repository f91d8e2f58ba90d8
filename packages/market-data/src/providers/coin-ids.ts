import { coinIdOf } from '@qt/contracts';
import { baseAssetOf, quoteAssetOf } from '@qt/domain';

/** CoinGecko's currency of each quote asset; a stablecoin is priced as its currency. */
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

/** A symbol in CoinGecko's terms: a coin and the currency of its price. */
export interface Coin {
  readonly id: string;
  readonly vsCurrency: string;
}

/**
 * The coin and currency of a symbol.
 * @param configured coin ids by symbol (`QT_COINGECKO_IDS`)
 */
export function coinOf(symbol: string, configured: ReadonlyMap<string, string>): Coin {
  const quote = quoteAssetOf(symbol);
  return {
    id: configured.get(symbol) ?? coinIdOf(baseAssetOf(symbol)),
    vsCurrency: VS_CURRENCIES[quote] ?? quote.toLowerCase(),
  };
}
