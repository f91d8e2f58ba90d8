/** The quote assets that symbols are listed in; a longer one before those it ends with. */
const QUOTE_ASSETS = ['FDUSD', 'USDT', 'USDC', 'TUSD', 'BUSD', 'USD', 'EUR', 'BTC', 'ETH', 'BNB'];

/** The quote asset of a symbol in Binance's spelling: `USDT` of `BTCUSDT`. Unknown ones: the last three letters. */
export function quoteAssetOf(symbol: string): string {
  return QUOTE_ASSETS.find((asset) => symbol.length > asset.length && symbol.endsWith(asset)) ?? symbol.slice(-3);
}

/** The base asset of a symbol in Binance's spelling: `BTC` of `BTCUSDT`. */
export function baseAssetOf(symbol: string): string {
  return symbol.slice(0, -quoteAssetOf(symbol).length);
}
