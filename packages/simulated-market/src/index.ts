export { hash, hashText, uniform } from './arithmetic.ts';
export type { Market } from './market.ts';
export type { MarketRegime } from './regimes.ts';
export { createReplayMarket } from './replay-market.ts';
export { parseReplay, ReplayUnusable } from './replay-rows.ts';
export { createSimulatedMarket, DEFAULT_SEED, type SimulatedMarket } from './simulated-market.ts';
