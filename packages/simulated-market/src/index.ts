export { hash, hashText, uniform } from './arithmetic.ts';
export type { Market } from './market.ts';
export type { Recording } from './recording/parse-recording.ts';
export { readRecording } from './recording/read-recording.ts';
export { RecordingUnusable } from './recording/recording-unusable.ts';
export type { MarketRegime } from './regimes.ts';
export { createReplayMarket } from './replay-market.ts';
export { createSimulatedMarket, DEFAULT_SEED, type SimulatedMarket } from './simulated-market.ts';
