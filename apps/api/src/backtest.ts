// What a back-test runs of this service, in one process and on its own clock.
export { type ApiConfig, readConfig } from './config.ts';
export { infer } from './signals/inference.ts';
export type { Signal } from './signals/signal.ts';
export { openSqliteStore } from './store/sqlite-store.ts';
export type { FilledOrder } from './trading/domain/order.ts';
export type { Submission } from './trading/domain/submission.ts';
export {
  type AccountFacts,
  type Acknowledgement,
  type ReserveReply,
  RiskGuardGateway,
} from './trading/guard/risk-guard.gateway.ts';
export { confirmBody, reserveBody, reserveReplyOf } from './trading/guard/risk-guard.mapper.ts';
export { type PaperAccount, paperAccount } from './trading/paper-account.ts';
export type { TradingReport } from './trading/strategy/trading-report.ts';
