/** Injects the `OpenMarket`: a simulated or a replayed one. */
export const MARKET = Symbol('market-sim MARKET');
