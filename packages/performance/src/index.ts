export { type AccountFill, type Attribution, attributionOf, type Holding, partsBy, winRate } from './attribution.ts';
export { type EquitySample, type Performance, performanceOf } from './performance.ts';
export { type Trade, type TradedFill, tradesOf } from './trades.ts';
