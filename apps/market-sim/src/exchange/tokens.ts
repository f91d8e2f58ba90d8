/** Injects the `OpenMarket`: a simulated or a replayed one. */
export const MARKET = Symbol('market-sim MARKET');
/** Injection token of the `ApiKey` that signed requests must have. */
export const API_KEY = Symbol('market-sim API_KEY');
/** Injects the `SpotStore`. */
export const SPOT_STORE = Symbol('market-sim SPOT_STORE');
