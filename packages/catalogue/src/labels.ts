/**
 * The closed label sets: each value that a label may take, named once. Metrics, HTTP contracts, docs and tests
 * all read them from here.
 */

/** The processes that emit telemetry, as in OpenTelemetry's `service.name` and Prometheus' `job`; the last is not a trading service. */
export const SERVICES = ['qt-api', 'qt-scheduler', 'qt-retrain-worker', 'qt-risk-guard', 'qt-market-sim'] as const;
export type ServiceName = (typeof SERVICES)[number];

export const JOBS = ['warm_market_caches', 'signal_scan', 'retrain_models', 'synthetic_checks'] as const;
export type JobId = (typeof JOBS)[number];

export const RUN_STATUSES = ['success', 'degraded'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const RETRAIN_STATUSES = ['success', 'failure'] as const;
export type RetrainStatus = (typeof RETRAIN_STATUSES)[number];

export const CACHES = ['price', 'candle', 'signal'] as const;
export type CacheName = (typeof CACHES)[number];

export const CACHE_RESULTS = ['hit', 'miss'] as const;

export const PROVIDERS = ['binance', 'coingecko'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** Those that tell their time. */
export const CLOCKS = ['binance'] as const satisfies readonly ProviderName[];
export type ClockName = (typeof CLOCKS)[number];

/** How well our clock agrees with a provider's: `off`: worth a look; `skewed`: not to be relied on. */
export type ClockState = 'right' | 'off' | 'skewed';

/** How a candle is not as it should be, without the provider being at fault. */
export const CANDLE_GAPS = ['missing', 'late', 'duplicate', 'unfinished', 'out_of_order'] as const;
export type CandleGapKind = (typeof CANDLE_GAPS)[number];

export const PROFILES = ['conservative', 'balanced', 'aggressive'] as const;
export type Profile = (typeof PROFILES)[number];

export const ACTIONS = ['buy', 'sell', 'hold'] as const;
export type Action = (typeof ACTIONS)[number];

export const RISK_DECISIONS = ['allowed', 'denied'] as const;
export type RiskDecision = (typeof RISK_DECISIONS)[number];

export const ORDER_SIDES = ['buy', 'sell'] as const;
export type OrderSide = (typeof ORDER_SIDES)[number];

/** How an order ended; `unknown`: the venue did not say, and it is looked up until it is known. */
export const ORDER_OUTCOMES = ['filled', 'denied', 'rejected', 'cancelled', 'expired', 'unknown'] as const;
export type OrderOutcome = (typeof ORDER_OUTCOMES)[number];

/** Whose a position is: a profile's, or one by hand. */
export const POSITION_OWNERS = [...PROFILES, 'manual'] as const;

/** Why the risk guard denies an order. The one enum behind the metric, the API, the docs and the tests. */
export const DENIAL_REASONS = [
  'kill_switch',
  'reducing_only',
  'symbol_not_allowed',
  'notional_limit',
  'daily_loss_limit',
  'position_limit',
  'gross_exposure_limit',
  'max_open_positions',
  'insufficient_balance',
  'price_missing',
  'price_stale',
  'price_out_of_band',
  'rate_limited',
  'model_expired',
  'low_confidence',
  'cooldown',
  'duplicate_order',
  'store_unavailable',
  'quantity_limit',
  'drawdown_limit',
  'facts_disagree',
  'clock_skew',
  'reconciliation',
] as const;
export type DenialReason = (typeof DENIAL_REASONS)[number];

/** The reasons that deny every opening order, whatever it is for. */
export const ACCOUNT_DENIAL_REASONS = [
  'kill_switch',
  'reducing_only',
  'daily_loss_limit',
  'drawdown_limit',
  'cooldown',
  'store_unavailable',
  'clock_skew',
  'reconciliation',
] as const satisfies readonly DenialReason[];
export type AccountDenialReason = (typeof ACCOUNT_DENIAL_REASONS)[number];

/** Why no order that opens a position would go out now: by the account, or by a lack on the order's way. */
export const TRADING_BLOCKS = [
  ...ACCOUNT_DENIAL_REASONS,
  'rate_limited',
  'risk_guard_unavailable',
  'model_unavailable',
  'model_expired',
  'price_unavailable',
] as const;
export type TradingBlock = (typeof TRADING_BLOCKS)[number];

/** What an operator lets through: every order; `reducing`, while positions are wound down, and `halted`, after that: exits. */
export const TRADING_STATES = ['active', 'reducing', 'halted'] as const;
export type TradingState = (typeof TRADING_STATES)[number];

/** How an error of the console's page was noticed: thrown, or a promise that nobody waited for. */
export const CONSOLE_ERRORS = ['error', 'rejection'] as const;
export type ConsoleErrorKind = (typeof CONSOLE_ERRORS)[number];

/** How far the opening of a console came: a browser was answered with the page, and the page has drawn itself. */
export const CONSOLE_OPENINGS = ['served', 'started'] as const;

/** What a label becomes whose value is outside the set that the configuration admits. */
export const OTHER = 'other';

/** The `route` of a request that no route template matches. */
export const UNMATCHED = 'unmatched';

/** The `route` of every request that only operates the service: health, metrics, docs and runbooks. */
export const OPERATIONAL = 'operational';
