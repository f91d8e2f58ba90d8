import { coinIdOf } from '@qt/contracts';

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
  const quote = Object.keys(VS_CURRENCIES).find((asset) => symbol.length > asset.length && symbol.endsWith(asset));
  const base = symbol.slice(0, -(quote ?? 'USD').length);
  return {
    id: configured.get(symbol) ?? coinIdOf(base),
    vsCurrency: quote === undefined ? symbol.slice(-3).toLowerCase() : (VS_CURRENCIES[quote] ?? 'usd'),
  };
}
