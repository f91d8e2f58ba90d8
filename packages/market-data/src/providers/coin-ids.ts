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

/** CoinGecko's ids of the assets that are traded most; the rest is configured. */
const COIN_IDS: Readonly<Record<string, string>> = {
  ADA: 'cardano',
  APT: 'aptos',
  ARB: 'arbitrum',
  ATOM: 'cosmos',
  AVAX: 'avalanche-2',
  BCH: 'bitcoin-cash',
  BNB: 'binancecoin',
  BTC: 'bitcoin',
  DOGE: 'dogecoin',
  DOT: 'polkadot',
  ETC: 'ethereum-classic',
  ETH: 'ethereum',
  FIL: 'filecoin',
  HBAR: 'hedera-hashgraph',
  ICP: 'internet-computer',
  LINK: 'chainlink',
  LTC: 'litecoin',
  NEAR: 'near',
  OP: 'optimism',
  PEPE: 'pepe',
  POL: 'polygon-ecosystem-token',
  SHIB: 'shiba-inu',
  SOL: 'solana',
  SUI: 'sui',
  TON: 'the-open-network',
  TRX: 'tron',
  UNI: 'uniswap',
  XLM: 'stellar',
  XRP: 'ripple',
};

/** What CoinGecko calls a symbol: a coin and the currency it is priced in. */
export interface Coin {
  readonly id: string;
  readonly vsCurrency: string;
}

/**
 * CoinGecko's names of a symbol. An asset that is neither configured nor well known has the lower case of its code for
 * an id, as the simulator's generated assets do.
 * @param configured coin ids by symbol (`QT_COINGECKO_IDS`)
 */
export function coinOf(symbol: string, configured: ReadonlyMap<string, string>): Coin {
  const quote = Object.keys(VS_CURRENCIES).find((asset) => symbol.length > asset.length && symbol.endsWith(asset));
  const base = symbol.slice(0, -(quote ?? 'USD').length);
  return {
    id: configured.get(symbol) ?? COIN_IDS[base] ?? base.toLowerCase(),
    vsCurrency: quote === undefined ? symbol.slice(-3).toLowerCase() : (VS_CURRENCIES[quote] ?? 'usd'),
  };
}
