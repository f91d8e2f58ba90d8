import type {
  Action,
  CacheName,
  CandleGapKind,
  ClockState,
  ConsoleErrorKind,
  DenialReason,
  JobId,
  OrderOutcome,
  OrderSide,
  ProviderName,
  RunStatus,
  TradingBlock,
  TradingState,
} from './labels.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** Fields that any log line may carry, named as in the plan's logging strategy. */
export interface LogFields {
  readonly request_id?: string;
  readonly symbol?: string;
  readonly profile?: string;
  readonly job_id?: string;
  readonly model_version?: string;
  readonly [field: string]: unknown;
}

interface OrderFields {
  readonly client_order_id: string;
  readonly side: OrderSide;
  readonly origin: string;
}

/** The named events and their required fields. Units are in the names. */
export interface EventFields {
  'request.completed': { method: string; route: string; status_code: number; duration_ms: number; symbol?: string };
  'scheduler.run.started': { job_id: JobId; run_id: string };
  'scheduler.run.finished': {
    job_id: JobId;
    run_id: string;
    status: RunStatus;
    duration_ms: number;
    symbols_done: number;
    errors_by_provider: Readonly<Record<string, number>>;
    error?: string;
  };
  'cache.fallback.activated': { cache_name: CacheName; age_seconds: number; error: string };
  'provider.failover': { from: ProviderName; to: ProviderName; error: string };
  'provider.circuit.opened': { provider: ProviderName; error: string };
  'provider.circuit.closed': { provider: ProviderName; open_seconds: number };
  'market.gap': { symbol: string; interval: string; kind: CandleGapKind; candles: number; latest: string };
  'retrain.started': { run_id: string; trigger: string };
  'retrain.succeeded': { run_id: string; model_version: string; promoted: boolean; duration_ms: number; why: string };
  'retrain.failed': { run_id: string; duration_ms: number; error: string };
  'model.promoted': { model_version: string; previous_version: string | null; why: string };
  'model.shadow.started': { model_version: string; current_version: string; until: string; why: string };
  'model.shadow.ended': { model_version: string; promoted: boolean; why: string };
  'service.started': { version: string; url: string; starts: number };
  'service.stopped': { signal: string };
  'decision.made': { action: Action; confidence: number };
  'order.filled': OrderFields & { quantity: string; price: string; fee: string; realised_pnl: string };
  'order.rejected': OrderFields & { reason: string; error: string };
  'order.unknown': OrderFields & { error: unknown };
  'order.reconciled': OrderFields & { outcome: OrderOutcome; was: string };
  'position.closed': { client_order_id: string; quantity: string; origin: string };
  'trading.allowed.changed': { allowed: boolean; reason: TradingBlock | null; detail: string };
  'clock.offset.changed': { provider: ProviderName; state: ClockState; offset_seconds: number; limit_seconds: number };
  'books.compared': { agree: boolean; detail: string };
  'books.adopted': { by: 'api' | 'risk-guard'; fills: number; orders: number };
  'exchange.compared': { agree: boolean; detail: string };
  'exchange.adopted': { by: string; reason: string; adopted: string };
  'risk.denied': { reason: DenialReason; limit: string | null; observed: string | null; client_order_id: string };
  'risk.exit.allowed': OrderFields & { waived: readonly DenialReason[] };
  'risk.kill_switch.changed': { engaged: boolean; actor: string; reason: string };
  'risk.limits.changed': { actor: string; reason: string; changed: string };
  'risk.state.changed': { from: TradingState; to: TradingState; actor: string; reason: string };
  'console.act': {
    act: string;
    actor: string;
    reason: string;
    service_asked: string;
    outcome: 'accepted' | 'refused';
    detail: string;
  };
  'console.error': { kind: ConsoleErrorKind; error_type: string; at: string; fingerprint: string; build: string };
}
export type EventName = keyof EventFields;

interface EventSpec {
  readonly level: Level;
  /** The level of an event in which this field has this value. */
  readonly except?: { readonly field: string; readonly value: string | boolean; readonly level: Level };
  readonly description: string;
}

export const EVENTS = {
  'request.completed': {
    level: 'info',
    description: 'One line per request: the access log. `symbol` is the configured one that the path or body names.',
  },
  'scheduler.run.started': { level: 'info', description: 'A job began a run.' },
  'scheduler.run.finished': {
    level: 'info',
    except: { field: 'status', value: 'degraded', level: 'warn' },
    description: 'A run ended: what was done, what failed, how long it took.',
  },
  'cache.fallback.activated': { level: 'warn', description: 'A source failed, and stale data was served instead.' },
  'provider.failover': { level: 'warn', description: 'A call failed over to the next provider.' },
  'provider.circuit.opened': {
    level: 'error',
    description: 'A provider failed repeatedly; its circuit breaker is open, that of prices or of candles.',
  },
  'provider.circuit.closed': { level: 'info', description: 'A provider has recovered; its circuit breaker is closed.' },
  'market.gap': {
    level: 'warn',
    description: 'Candles of a symbol were missing, repeated, unfinished or out of order. `latest` opened last.',
  },
  'retrain.started': { level: 'info', description: 'A training run began.' },
  'retrain.succeeded': { level: 'info', description: 'A candidate was trained and evaluated.' },
  'retrain.failed': { level: 'error', description: 'A training run ended without a candidate.' },
  'model.promoted': { level: 'info', description: 'A model became the current one.' },
  'model.shadow.started': {
    level: 'info',
    description: 'A better candidate runs beside the current model on live minutes before it may be promoted.',
  },
  'model.shadow.ended': { level: 'info', description: 'Its shadow period is over: it was promoted or not, and why.' },
  'service.started': { level: 'info', description: 'A service has started and answers.' },
  'service.stopped': { level: 'info', description: 'A service has stopped in order, its work done.' },
  'decision.made': { level: 'info', description: 'A scan decided for one symbol and one profile.' },
  'order.filled': { level: 'info', description: 'An order was executed and booked.' },
  'order.rejected': {
    level: 'warn',
    description: 'An order did not go out, or did not execute, for another reason than risk.',
  },
  'order.unknown': {
    level: 'error',
    description: 'The outcome of an order is not known: it is looked up until it is.',
  },
  'order.reconciled': { level: 'warn', description: 'The outcome of an interrupted or unknown order was found.' },
  'position.closed': { level: 'info', description: 'A position was sold whole.' },
  'trading.allowed.changed': {
    level: 'warn',
    except: { field: 'allowed', value: true, level: 'info' },
    description:
      'Orders may go out again, or may not any more, or for another reason: the verdict over the whole way of an order.',
  },
  'clock.offset.changed': {
    level: 'warn',
    except: { field: 'state', value: 'right', level: 'info' },
    description:
      'Our clock is right again, differs from a provider’s by more than is usual (`off`), or by so much that no new risk goes out (`skewed`).',
  },
  'books.compared': {
    level: 'error',
    except: { field: 'agree', value: true, level: 'info' },
    description:
      "The books of the risk guard and the API's ledger differ: no new risk goes out until they agree; or they agree again.",
  },
  'books.adopted': {
    level: 'warn',
    description: 'A service booked fills, or the guard reserved open orders, that it had lost and the other one has.',
  },
  'exchange.compared': {
    level: 'error',
    except: { field: 'agree', value: true, level: 'info' },
    description:
      'The exchange has an order, a fill or a balance otherwise than the ledger: no new risk goes out until it is settled; or they agree again.',
  },
  'exchange.adopted': {
    level: 'warn',
    description: 'The account was opened with what the exchange holds, or an operator settled a difference with it.',
  },
  'risk.denied': { level: 'warn', description: 'The risk guard denied an order.' },
  'risk.exit.allowed': {
    level: 'warn',
    description: 'An order that reduces a position passed although something would have denied another.',
  },
  'risk.kill_switch.changed': { level: 'warn', description: 'The kill switch was engaged or released.' },
  'risk.limits.changed': { level: 'warn', description: 'An operator changed limits while the risk guard was running.' },
  'risk.state.changed': { level: 'warn', description: 'An operator changed the trading state.' },
  'console.act': {
    level: 'warn',
    description: 'An operator acted at the console, and the service that owns the act accepted or refused it.',
  },
  'console.error': {
    level: 'warn',
    description: "The console's page had an error in a browser; one of a fingerprint is logged once an hour.",
  },
} as const satisfies Record<EventName, EventSpec>;

/** The level at which an event is logged. */
export function levelOf<E extends EventName>(name: E, fields: EventFields[E]): Level {
  const { level, except }: EventSpec = EVENTS[name];
  return except !== undefined && Object(fields)[except.field] === except.value ? except.level : level;
}

/** A structured logger: one JSON object per line, with the request, trace and job of the calling context. */
export interface Log {
  /** Emits a named event at its catalogued level. */
  event<E extends EventName>(name: E, fields: EventFields[E] & LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
