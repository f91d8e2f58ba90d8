/** CoinGecko's ids of the assets that are traded most. */
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

/** CoinGecko's id of an asset: `BTC` → `bitcoin`. One that is not well known has its code in lower case. */
export function coinIdOf(asset: string): string {
  return COIN_IDS[asset] ?? asset.toLowerCase();
}
