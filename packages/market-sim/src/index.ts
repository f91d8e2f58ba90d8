export { coinOf } from './exchange/coin-ids.ts';
export {
  createReplayMarket,
  createSimulatedMarket,
  DEFAULT_SEED,
  MARKET_REGIMES,
  type Market,
  type MarketRegime,
  MINUTE,
  parseReplay,
  ReplayUnusable,
  type SimulatedMarket,
} from './market/index.ts';
