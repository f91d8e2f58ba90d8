/** The quote assets of more than three letters. */
const LONG_QUOTE_ASSETS = ['FDUSD', 'USDT', 'USDC', 'TUSD', 'BUSD'];

/** The quote asset of a symbol in Binance's spelling: `USDT` of `BTCUSDT`; any other than the longer ones has three letters. */
export function quoteAssetOf(symbol: string): string {
  return LONG_QUOTE_ASSETS.find((asset) => symbol.length > asset.length && symbol.endsWith(asset)) ?? symbol.slice(-3);
}

/** The base asset of a symbol in Binance's spelling: `BTC` of `BTCUSDT`. */
export function baseAssetOf(symbol: string): string {
  return symbol.slice(0, -quoteAssetOf(symbol).length);
}
