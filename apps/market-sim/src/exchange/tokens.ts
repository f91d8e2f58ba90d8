/** Injects the `OpenMarket`. */
export const MARKET = Symbol('market-sim MARKET');
/** Injects the `Listing`. */
export const LISTING = Symbol('market-sim LISTING');
