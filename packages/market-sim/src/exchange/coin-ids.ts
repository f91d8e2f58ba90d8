import { baseAssetOf } from '../market/index.ts';

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

/** The id under which the simulated CoinGecko lists a symbol's base asset: the real one, else its lower-case code. */
export function coinIdOf(symbol: string): string {
  const base = baseAssetOf(symbol);
  return COIN_IDS[base] ?? base.toLowerCase();
}
