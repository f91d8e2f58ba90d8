import {
  ACCOUNT_DENIAL_REASONS,
  ACTIONS,
  CACHE_RESULTS,
  CACHES,
  DENIAL_REASONS,
  JOBS,
  PROVIDERS,
  RETRAIN_STATUSES,
  RISK_DECISIONS,
  RUN_STATUSES,
  SERVICES,
  type ServiceName,
  TRADING_BLOCKS,
  TRADING_STATES,
} from './labels.ts';

/**
 * What bounds a label's values: a closed set; `symbol` or `profile`, the set that the configuration admits, everything
 * outside it being `other`; `route`, the templates of the service's contract; or only the metric's series budget.
 */
export type LabelSet = readonly string[] | 'symbol' | 'profile' | 'route' | 'budget';
export type LabelSpecs = Readonly<Record<string, LabelSet>>;

export interface MetricSpec {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** The question that the metric answers for an operator; `plan` for metrics of the plan's own table. */
  readonly question: string;
  readonly services: readonly ServiceName[];
  readonly labels: LabelSpecs;
  /** Labels that are present only on some series. */
  readonly optionalLabels?: LabelSpecs;
  /** Labels that exist only with `STAGING_MODE=1`. */
  readonly debugLabels?: LabelSpecs;
  /** Upper bounds of a histogram's buckets, ascending, in the unit of the name. */
  readonly buckets?: readonly number[];
  /** The most series that one process may hold; a further label set is counted as overflow and recorded as `other`. */
  readonly budget: number;
  /** The metric's names in OpenTelemetry's conventions, used for OTLP; Prometheus derives its name and labels from them. */
  readonly convention?: {
    readonly name: string;
    readonly unit: string;
    /** By label. */
    readonly attributes: Readonly<Record<string, string>>;
  };
}

const API_LATENCY = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** As OpenTelemetry's conventions for HTTP have it. */
const HTTP_DURATION = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const CALL_LATENCY = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 3, 5, 10];
const RUN_DURATION = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const INFERENCE_DURATION = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1];
const RETRAIN_DURATION = [1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

/** Every metric: the twelve of the plan, then what alerts and dashboards need beyond it. */
export const METRICS = {
  qt_api_request_duration_seconds: {
    kind: 'histogram',
    help: 'End-to-end latency of API requests, by route template.',
    question: 'plan',
    services: ['qt-api'],
    labels: { route: 'route', method: 'budget', status_code: 'budget' },
    buckets: API_LATENCY,
    budget: 400,
  },
  qt_api_request_total: {
    kind: 'counter',
    help: 'API requests, including failed and aborted (499) ones.',
    question: 'plan',
    services: ['qt-api'],
    labels: { route: 'route', method: 'budget', status_code: 'budget' },
    budget: 400,
  },
  qt_scheduler_run_duration_seconds: {
    kind: 'histogram',
    help: 'Duration of scheduler runs.',
    question: 'plan',
    services: ['qt-scheduler'],
    labels: { job_id: JOBS, status: RUN_STATUSES },
    buckets: RUN_DURATION,
    budget: 50,
  },
  qt_scheduler_runs_total: {
    kind: 'counter',
    help: 'Finished scheduler runs; degraded: it threw, timed out or left part of its work undone.',
    question: 'plan',
    services: ['qt-scheduler'],
    labels: { job_id: JOBS, status: RUN_STATUSES },
    budget: 50,
  },
  qt_cache_hits_total: {
    kind: 'counter',
    help: 'Cache lookups by result; one served stale because the source failed is a miss.',
    question: 'plan',
    services: ['qt-api'],
    labels: { cache_name: CACHES, result: CACHE_RESULTS },
    debugLabels: { symbol: 'symbol' },
    budget: 5000,
  },
  qt_model_inference_duration_seconds: {
    kind: 'histogram',
    help: 'Time of one inference call; the current and the previous model version are kept.',
    question: 'plan',
    services: ['qt-api'],
    labels: { profile: 'profile', model_version: 'budget' },
    debugLabels: { symbol: 'symbol' },
    buckets: INFERENCE_DURATION,
    budget: 7000,
  },
  qt_model_confidence: {
    kind: 'gauge',
    help: "Mean calibrated confidence of the profile's latest scan, 0 to 1.",
    question: 'plan',
    services: ['qt-api'],
    labels: { profile: 'profile', model_version: 'budget' },
    budget: 20,
  },
  qt_trade_decisions_total: {
    kind: 'counter',
    help: 'Trade decisions by symbol and action.',
    question: 'plan',
    services: ['qt-api'],
    labels: { symbol: 'symbol', action: ACTIONS },
    budget: 4000,
  },
  qt_retrain_runs_total: {
    kind: 'counter',
    help: 'Retraining runs; success: a candidate was trained and evaluated, promoted or not.',
    question: 'plan',
    services: ['qt-retrain-worker'],
    labels: { status: RETRAIN_STATUSES },
    budget: 10,
  },
  qt_retrain_duration_seconds: {
    kind: 'histogram',
    help: 'Duration of retraining runs.',
    question: 'plan',
    services: ['qt-retrain-worker'],
    labels: { status: RETRAIN_STATUSES },
    buckets: RETRAIN_DURATION,
    budget: 10,
  },
  qt_risk_denials_total: {
    kind: 'counter',
    help: 'Orders denied by the risk guard, by reason.',
    question: 'plan',
    services: ['qt-risk-guard'],
    labels: { reason: DENIAL_REASONS },
    budget: 50,
  },
  qt_risk_daily_loss: {
    kind: 'gauge',
    help: 'Rolling 24 h realised loss in USD, net of profits, after fees; 0 or more.',
    question: 'plan',
    services: ['qt-risk-guard'],
    labels: {},
    budget: 1,
  },
  qt_scheduler_job_interval_seconds: {
    kind: 'gauge',
    help: 'Configured interval of each job.',
    question: 'Is a job late, measured by its own interval?',
    services: ['qt-scheduler'],
    labels: { job_id: JOBS },
    budget: 10,
  },
  qt_scheduler_last_run_timestamp_seconds: {
    kind: 'gauge',
    help: 'Unix time the last run ended, kept across restarts; before the first run ever, the first start.',
    question: 'When did each job last finish?',
    services: ['qt-scheduler'],
    labels: { job_id: JOBS },
    budget: 10,
  },
  qt_scheduler_next_run_timestamp_seconds: {
    kind: 'gauge',
    help: 'Unix time of the next planned run.',
    question: 'How long until each job runs again?',
    services: ['qt-scheduler'],
    labels: { job_id: JOBS },
    budget: 10,
  },
  qt_scheduler_consecutive_degraded_runs: {
    kind: 'gauge',
    help: 'How many of the latest runs were degraded in a row, kept across restarts; 0 after a success.',
    question: 'Does a job fail again and again, or was it one bad run?',
    services: ['qt-scheduler'],
    labels: { job_id: JOBS },
    budget: 10,
  },
  qt_cache_fallbacks_total: {
    kind: 'counter',
    help: 'Lookups served stale from the cache because the source failed.',
    question: 'Are we trading on old data?',
    services: ['qt-api'],
    labels: { cache_name: CACHES },
    debugLabels: { symbol: 'symbol' },
    budget: 2500,
  },
  qt_provider_failures_total: {
    kind: 'counter',
    help: 'Failed attempts sent to a provider.',
    question: 'Which provider is failing?',
    services: ['qt-api', 'qt-retrain-worker'],
    labels: { provider: PROVIDERS },
    budget: 10,
  },
  qt_provider_latency_seconds: {
    kind: 'histogram',
    help: 'Latency of every attempt sent to a provider, including failed ones.',
    question: 'Which provider is slow?',
    services: ['qt-api', 'qt-retrain-worker'],
    labels: { provider: PROVIDERS },
    buckets: CALL_LATENCY,
    budget: 10,
  },
  qt_provider_circuit_open: {
    kind: 'gauge',
    help: '1 while the circuit breaker of a provider is open or half-open, else 0.',
    question: 'Which provider is cut off by its circuit breaker?',
    services: ['qt-api', 'qt-retrain-worker'],
    labels: { provider: PROVIDERS },
    budget: 10,
  },
  qt_provider_failovers_total: {
    kind: 'counter',
    help: 'Calls that moved on to the next provider.',
    question: 'Whose prices are we using?',
    services: ['qt-api'],
    labels: { from: ['binance'], to: ['coingecko'] },
    budget: 10,
  },
  qt_synthetic_check_success: {
    kind: 'gauge',
    help: '1 if the latest synthetic check got a fresh and plausible answer, else 0.',
    question: 'Do the providers answer, independently of our caches and circuit breakers?',
    services: ['qt-scheduler'],
    labels: { target: PROVIDERS },
    budget: 10,
  },
  qt_synthetic_check_timestamp_seconds: {
    kind: 'gauge',
    help: 'Unix time of the latest synthetic check, kept across restarts.',
    question: 'Is the synthetic result fresh?',
    services: ['qt-scheduler'],
    labels: { target: PROVIDERS },
    budget: 10,
  },
  qt_synthetic_check_duration_seconds: {
    kind: 'histogram',
    help: 'Duration of synthetic checks.',
    question: 'How fast do the providers answer?',
    services: ['qt-scheduler'],
    labels: { target: PROVIDERS },
    buckets: CALL_LATENCY,
    budget: 10,
  },
  qt_trading_allowed: {
    kind: 'gauge',
    help: '1 if an order inside the limits would go out now, else 0: the verdict over its whole way.',
    question: 'May orders go out?',
    services: ['qt-api'],
    labels: {},
    budget: 1,
  },
  qt_trading_blocked: {
    kind: 'gauge',
    help: '1 while this reason keeps orders from going out, else 0.',
    question: 'Why may no order go out?',
    services: ['qt-api'],
    labels: { reason: TRADING_BLOCKS },
    budget: 20,
  },
  qt_model_trained_timestamp_seconds: {
    kind: 'gauge',
    help: 'Unix time the current model was trained; absent before the first.',
    question: 'How old is the model that decides?',
    services: ['qt-api'],
    labels: {},
    budget: 1,
  },
  qt_model_last_inference_timestamp_seconds: {
    kind: 'gauge',
    help: "Unix time of the profile's latest scan that reached the model, kept across restarts.",
    question: 'Is the confidence fresh?',
    services: ['qt-api'],
    labels: { profile: 'profile' },
    budget: 10,
  },
  qt_model_confidence_threshold: {
    kind: 'gauge',
    help: "The profile's confidence alert threshold, 0 to 1.",
    question: 'Below which confidence does an alert fire?',
    services: ['qt-api'],
    labels: { profile: 'profile' },
    budget: 10,
  },
  qt_retrain_last_success_timestamp_seconds: {
    kind: 'gauge',
    help: 'Unix time of the last successful run, persisted; before the first one, the first start.',
    question: 'How old can the newest candidate be?',
    services: ['qt-retrain-worker'],
    labels: {},
    budget: 1,
  },
  qt_retrain_last_failure_timestamp_seconds: {
    kind: 'gauge',
    help: 'Unix time when the last failure was recorded, persisted; absent while there was none.',
    question: 'Did a run fail, even if the counter restarted?',
    services: ['qt-retrain-worker'],
    labels: {},
    budget: 1,
  },
  qt_retrain_running_since_timestamp_seconds: {
    kind: 'gauge',
    help: 'Unix time the run in progress began; absent while there is none.',
    question: 'Is a training stuck?',
    services: ['qt-retrain-worker'],
    labels: {},
    budget: 1,
  },
  qt_risk_kill_switch_engaged: {
    kind: 'gauge',
    help: '1 while the kill switch is engaged, else 0.',
    question: 'May orders go out at all?',
    services: ['qt-risk-guard'],
    labels: {},
    budget: 1,
  },
  qt_risk_daily_loss_limit: {
    kind: 'gauge',
    help: 'Limit of the rolling 24 h realised loss in USD.',
    question: 'How much loss is left before trading stops?',
    services: ['qt-risk-guard'],
    labels: {},
    budget: 1,
  },
  qt_risk_trading_state: {
    kind: 'gauge',
    help: '1 for the trading state in force, 0 for the others.',
    question: 'Did an operator restrict trading?',
    services: ['qt-risk-guard'],
    labels: { state: TRADING_STATES },
    budget: 5,
  },
  qt_risk_denying: {
    kind: 'gauge',
    help: '1 while this reason denies every order that opens or enlarges a position, else 0.',
    question: 'Why does no order go out?',
    services: ['qt-risk-guard'],
    labels: { reason: ACCOUNT_DENIAL_REASONS },
    budget: 10,
  },
  qt_risk_decisions_total: {
    kind: 'counter',
    help: 'Risk decisions.',
    question: 'What share of orders is denied?',
    services: ['qt-risk-guard'],
    labels: { decision: RISK_DECISIONS },
    budget: 10,
  },
  qt_telemetry_series_overflow_total: {
    kind: 'counter',
    help: 'Label sets outside the admitted values or the series budget, by the metric that refused them.',
    question: 'Does a metric hide something under other?',
    services: SERVICES,
    labels: { metric: 'budget' },
    budget: 100,
  },
  qt_telemetry_export_failures_total: {
    kind: 'counter',
    help: 'Spans, data points and log records that OTLP could not deliver and that were lost, by signal.',
    question: 'Is telemetry itself being lost?',
    services: SERVICES,
    labels: { signal: ['metrics', 'traces', 'logs'] },
    budget: 10,
  },
  qt_log_lines_dropped_total: {
    kind: 'counter',
    help: 'Log lines that were dropped because stdout was not read or its disk was full.',
    question: 'Is the log complete?',
    services: SERVICES,
    labels: {},
    budget: 1,
  },
  qt_process_event_loop_delay_seconds: {
    kind: 'gauge',
    help: 'Longest event loop delay since the previous collection window of 15 s.',
    question: 'Does a service hang although it runs?',
    services: SERVICES,
    labels: {},
    budget: 1,
  },
  qt_process_start_timestamp_seconds: {
    kind: 'gauge',
    help: 'Unix time the process started.',
    question: 'Is a service there at all, and since when?',
    services: SERVICES,
    labels: {},
    budget: 1,
  },
  qt_service_starts_total: {
    kind: 'counter',
    help: 'Starts of the service, kept across restarts.',
    question: 'Does a service crash again and again?',
    services: SERVICES,
    labels: {},
    budget: 1,
  },
  qt_data_free_bytes: {
    kind: 'gauge',
    help: 'Free space on the disk of QT_DATA_DIR.',
    question: 'When is the disk full?',
    services: SERVICES,
    labels: {},
    budget: 1,
  },
  qt_data_size_bytes: {
    kind: 'gauge',
    help: 'Size of the disk of QT_DATA_DIR.',
    question: 'Which share of the disk is free?',
    services: SERVICES,
    labels: {},
    budget: 1,
  },
  qt_process_resident_memory_bytes: {
    kind: 'gauge',
    help: 'Resident memory of the process.',
    question: 'Is a service about to be killed for its memory?',
    services: SERVICES,
    labels: {},
    budget: 1,
  },
  http_server_request_duration_seconds: {
    kind: 'histogram',
    help: 'Duration of HTTP server requests.',
    question: 'Do dashboards made for any OpenTelemetry service show this one?',
    services: SERVICES,
    labels: {
      http_request_method: 'budget',
      http_response_status_code: 'budget',
      url_scheme: ['http', 'https'],
      network_protocol_version: 'budget',
    },
    optionalLabels: { http_route: 'route', error_type: 'budget' },
    buckets: HTTP_DURATION,
    budget: 400,
    convention: {
      name: 'http.server.request.duration',
      unit: 's',
      attributes: {
        http_request_method: 'http.request.method',
        http_response_status_code: 'http.response.status_code',
        http_route: 'http.route',
        url_scheme: 'url.scheme',
        network_protocol_version: 'network.protocol.version',
        error_type: 'error.type',
      },
    },
  },
  http_client_request_duration_seconds: {
    kind: 'histogram',
    help: 'Duration of HTTP client requests.',
    question: 'Which service that this one calls is slow, in any dashboard made for OpenTelemetry?',
    services: SERVICES,
    labels: { http_request_method: 'budget', server_address: 'budget', server_port: 'budget' },
    optionalLabels: { http_response_status_code: 'budget', error_type: 'budget' },
    buckets: HTTP_DURATION,
    budget: 200,
    convention: {
      name: 'http.client.request.duration',
      unit: 's',
      attributes: {
        http_request_method: 'http.request.method',
        http_response_status_code: 'http.response.status_code',
        server_address: 'server.address',
        server_port: 'server.port',
        error_type: 'error.type',
      },
    },
  },
} as const satisfies Record<`qt_${string}` | `http_${string}`, MetricSpec>;

export type Metrics = typeof METRICS;
export type MetricName = keyof Metrics;
