import { EVERY_SERVICE, type Reader, type Variable, type VariableGroup, WITH_ADMIN_ROUTES } from './variable.ts';

const common: VariableGroup = {
  title: 'Every service',
  variables: [
    {
      name: 'QT_HOST',
      readBy: EVERY_SERVICE,
      default: '127.0.0.1',
      meaning:
        'Address to listen on. On any but loopback the API requires `QT_API_TOKEN`, and reading more than health and metrics a token.',
    },
    {
      name: 'QT_ALLOWED_HOSTS',
      readBy: EVERY_SERVICE,
      default: null,
      meaning:
        'Public names that requests may be addressed to, and pages may come from, such as `qt.example.com`. Addresses and private names always may.',
    },
    {
      name: 'QT_DATA_DIR',
      readBy: [...EVERY_SERVICE, 'start'],
      default: '.qt',
      meaning:
        'Folder of all state: a subfolder for each service, and the logs, process ids and admin token of `start`.',
    },
    {
      name: 'QT_DATABASE_URL',
      readBy: ['api', 'scheduler', 'retrain-worker', 'risk-guard'],
      default: null,
      meaning:
        '`postgres://user:password@host:5432/qt`: the state is in PostgreSQL, any number of replicas may run, each with its own `QT_DATA_DIR`. Unset: SQLite and files in `QT_DATA_DIR`.',
    },
    {
      name: 'QT_MARKET',
      readBy: [...EVERY_SERVICE, 'start'],
      default: 'sim',
      meaning: '`sim`: seeded market; `replay`: a recording; `live`: the real exchanges, without simulator.',
    },
    {
      name: 'QT_SYMBOLS',
      readBy: EVERY_SERVICE,
      default: 'BTCUSDT,ETHUSDT,SOLUSDT',
      meaning: 'Symbols that are traded and allowed as values of the label `symbol`.',
    },
    {
      name: 'QT_PROFILES',
      readBy: EVERY_SERVICE,
      default: 'conservative,balanced,aggressive',
      meaning: 'Which profiles trade.',
    },
    {
      name: 'QT_ADMIN_TOKEN',
      readBy: [...WITH_ADMIN_ROUTES, 'start'],
      default: null,
      meaning:
        'Opens the admin routes (`X-Admin-Token`), at least 8 characters. If unset, they are closed; `start` creates one and keeps it in `QT_DATA_DIR/admin-token`.',
    },
    {
      name: 'QT_ADMIN_TOKENS',
      readBy: WITH_ADMIN_ROUTES,
      default: null,
      meaning:
        'Operators by name, `anna:token,ben:token`; with `:viewer` after it, a token only reads. The name is the actor in audit and log; a name may have two tokens while one is replaced.',
    },
    {
      name: 'QT_ADMIN_TOKENS_FILE',
      readBy: [...WITH_ADMIN_ROUTES, 'start'],
      default: null,
      meaning: 'A file (mode 600) of such pairs, one a line. Read again when it changes, without a restart.',
    },
    {
      name: 'QT_SERVICE_TOKEN',
      readBy: [...EVERY_SERVICE, 'start'],
      default: null,
      meaning:
        'What a service sends to others, at least 8 characters; given to `start`, all share it. Otherwise `start` creates one for each caller at each start.',
    },
    {
      name: 'QT_SERVICE_TOKENS',
      readBy: EVERY_SERVICE,
      default: null,
      meaning:
        'What a service accepts from others, by caller: `api:token,scheduler:token`. If unset: `QT_SERVICE_TOKEN`.',
    },
    {
      name: 'QT_ONCALL_CONTACT',
      readBy: ['api'],
      default: null,
      meaning:
        'Who is on call, as each page of the runbooks names them. Messages have `contact` of the rules’ settings.',
    },
    {
      name: 'QT_ALERTMANAGER_URL',
      readBy: ['api'],
      default: null,
      meaning:
        'Where the console reads what fires from. If unset: Prometheus, otherwise what `/health` says. `stack` sets it, and writes it to `.qt/env`.',
    },
    {
      name: 'QT_PROMETHEUS_URL',
      readBy: ['api'],
      default: null,
      meaning:
        'Where the console reads what fires from if there is no Alertmanager; where the Collector sends metrics (`http://127.0.0.1:9090` if unset) and Grafana asks for them. `stack` sets it, and writes it to `.qt/env`.',
    },
    {
      name: 'QT_JAEGER_URL',
      readBy: ['api'],
      default: null,
      meaning:
        'The query API of Jaeger, where the console reads traces. If unset, or it has a trace not: what the services keep of the latest ones. `stack` sets it, and writes it to `.qt/env`.',
    },
    {
      name: 'QT_API_TOKEN',
      readBy: EVERY_SERVICE,
      default: null,
      meaning:
        'Bearer token of `POST /api/trades`, at least 8 characters. If unset, the route is open to this machine.',
    },
    {
      name: 'QT_API_TOKENS',
      readBy: EVERY_SERVICE,
      default: null,
      meaning: 'Traders by name, `carl:token,dora:token`; with `:viewer` after it, a token only reads.',
    },
    {
      name: 'QT_HTTP_SEMCONV',
      readBy: EVERY_SERVICE,
      default: '1',
      meaning: '`0`: turns off `http.server.request.duration` and `http.client.request.duration`.',
    },
    {
      name: 'QT_LOG_LEVEL',
      readBy: EVERY_SERVICE,
      default: 'info',
      meaning: 'Lowest level that is logged: `debug`, `info`, `warn`, `error`.',
    },
    {
      name: 'QT_STOP_WITH_STDIN',
      readBy: EVERY_SERVICE,
      default: null,
      meaning:
        '`1`: the service ends with its standard input. `start` sets it, so that no service outlives it, and says there which log lines it could not store.',
    },
  ],
};

const port = (service: Reader, fallback: string): Variable => ({
  name: `QT_${service.toUpperCase().replace('-', '_')}_PORT`,
  readBy: [service],
  default: fallback,
  meaning: `Port of ${service}; 0: any that is free. The others look for it there, unless its URL is set.`,
});

const url = (service: Reader, fallback: string, ...readBy: Reader[]): Variable => ({
  name: `QT_${service.toUpperCase().replace('-', '_')}_URL`,
  readBy,
  default: fallback,
  meaning: `Where ${service} is. The default follows its port variable.`,
});

const places: VariableGroup = {
  title: 'Where things are',
  variables: [
    port('api', '8000'),
    port('scheduler', '8001'),
    port('retrain-worker', '8002'),
    port('risk-guard', '8003'),
    port('market-sim', '8010'),
    url('api', 'http://127.0.0.1:8000', 'scheduler', 'risk-guard'),
    url('scheduler', 'http://127.0.0.1:8001', 'api'),
    url('retrain-worker', 'http://127.0.0.1:8002', 'api', 'scheduler', 'risk-guard'),
    url('risk-guard', 'http://127.0.0.1:8003', 'api'),
    url('market-sim', 'http://127.0.0.1:8010', 'api', 'scheduler', 'retrain-worker', 'risk-guard'),
    {
      name: 'QT_BINANCE_URL',
      readBy: ['api', 'scheduler', 'retrain-worker', 'risk-guard'],
      default: 'http://127.0.0.1:8010',
      meaning: 'Binance. The default is the simulator; with `QT_MARKET=live`, `https://api.binance.com`.',
    },
    {
      name: 'QT_COINGECKO_URL',
      readBy: ['api', 'scheduler', 'retrain-worker', 'risk-guard'],
      default: 'http://127.0.0.1:8010/coingecko',
      meaning: 'CoinGecko. The default is the simulator; with `QT_MARKET=live`, `https://api.coingecko.com`.',
    },
    {
      name: 'QT_COINGECKO_API_KEY',
      readBy: ['api', 'scheduler', 'retrain-worker', 'risk-guard'],
      default: null,
      meaning: 'Key of a CoinGecko plan, at least 8 characters. Unset: its public limits.',
    },
    {
      name: 'QT_COINGECKO_IDS',
      readBy: ['api', 'scheduler', 'retrain-worker', 'risk-guard'],
      default: null,
      meaning: "CoinGecko's coin ids of symbols that are not well known: `PEPEUSDT=pepe,WIFUSDT=dogwifcoin`.",
    },
    {
      name: 'QT_PROVIDER_CIRCUIT_OPEN_SECONDS',
      readBy: ['api', 'retrain-worker'],
      default: '120',
      unit: 'seconds',
      meaning:
        'How long an open circuit breaker lets no call to its provider through; one for prices 15 s at most. At least 1.',
    },
  ],
};

const market: VariableGroup = {
  title: 'The simulated and the replayed market',
  variables: [
    {
      name: 'QT_SIM_SEED',
      readBy: ['market-sim'],
      default: '7',
      meaning: 'Same seed, same minute: same price, on any machine. 0 to 4294967295.',
    },
    {
      name: 'QT_SIM_API_KEY',
      readBy: ['market-sim'],
      default: 'market-sim-key',
      meaning: 'The key that signed requests to the simulated Binance must have. No secret of any real exchange.',
    },
    {
      name: 'QT_SIM_API_SECRET',
      readBy: ['market-sim'],
      default: 'market-sim-secret',
      meaning: 'What signed requests to the simulated Binance are signed with.',
    },
    {
      name: 'QT_SIM_API_CAN_TRADE',
      readBy: ['market-sim'],
      default: '1',
      meaning: 'Whether that key may trade; `0`: it only reads, as one without the right at Binance.',
    },
    {
      name: 'QT_REPLAY_FILE',
      readBy: ['market-sim', 'start'],
      default: null,
      meaning: 'The recording, `.csv`, `.csv.gz` or `.zip`. Must be set for `QT_MARKET=replay`.',
    },
    {
      name: 'QT_REPLAY_SYMBOL',
      readBy: ['market-sim'],
      default: null,
      meaning:
        'The symbol of the recording, which must be the only one in `QT_SYMBOLS`. Must be set for `QT_MARKET=replay`.',
    },
  ],
};

const threshold = (profile: string): Variable => ({
  name: `QT_CONFIDENCE_THRESHOLD_${profile.toUpperCase()}`,
  readBy: ['api'],
  default: '0.55',
  unit: '0 to 1',
  meaning: `Below this mean confidence of ${profile}, ModelConfidenceDrop fires. It decides no order.`,
});

const model: VariableGroup = {
  title: 'Model',
  variables: [
    threshold('conservative'),
    threshold('balanced'),
    threshold('aggressive'),
    {
      name: 'QT_MODEL_MAX_AGE_HOURS',
      readBy: ['api', 'risk-guard'],
      default: '48',
      unit: 'hours',
      meaning: 'How long after its training a model may open positions.',
    },
    {
      name: 'QT_RETRAIN_HISTORY_DAYS',
      readBy: ['retrain-worker'],
      default: '14',
      unit: 'days',
      meaning: 'Days of one-minute candles to train on; fewer per symbol if there are many. At most 90.',
    },
    {
      name: 'QT_SHADOW_HOURS',
      readBy: ['retrain-worker'],
      default: '24',
      unit: 'hours',
      meaning:
        'How long a better candidate runs beside the current model on live minutes before it is promoted, and how long it is watched after that. 0: it is promoted at once.',
    },
    {
      name: 'QT_RETRAIN_KEEP_MODELS',
      readBy: ['retrain-worker'],
      default: '20',
      unit: 'models',
      meaning: 'How many models are kept, including the current one. At least 2.',
    },
  ],
};

const account: VariableGroup = {
  title: 'Paper account',
  variables: [
    {
      name: 'QT_ORDER_DEADLINE_SECONDS',
      readBy: ['api'],
      default: '10',
      unit: 'seconds',
      meaning: "How long after its caller's request an order may still go out. At most 60.",
    },
    {
      name: 'QT_MAX_STOPS_PER_SYMBOL',
      readBy: ['api'],
      default: '3',
      unit: 'stops',
      meaning: 'So many stops of a symbol within the window pause its entries by signal (`cooldown`). 0: never.',
    },
    {
      name: 'QT_MAX_STOPS',
      readBy: ['api'],
      default: '6',
      unit: 'stops',
      meaning: 'So many stops of all symbols within the window pause every entry by signal (`cooldown`). 0: never.',
    },
    {
      name: 'QT_STOPS_WINDOW_MINUTES',
      readBy: ['api'],
      default: '60',
      unit: 'minutes',
      meaning: 'How close together stops have to be to pause entries.',
    },
    {
      name: 'QT_STOPS_PAUSE_MINUTES',
      readBy: ['api'],
      default: '60',
      unit: 'minutes',
      meaning: 'How long after the last of these stops entries pause.',
    },
    {
      name: 'QT_MAX_PROFILE_DRAWDOWN',
      readBy: ['api'],
      default: null,
      unit: 'share',
      meaning:
        "How far what a profile realised may be below its highest, as a share of the account's opening balance, before it enters no more (`drawdown_limit`). Unset: no limit.",
    },
    {
      name: 'QT_EXECUTOR',
      readBy: ['api', 'risk-guard'],
      default: 'paper',
      meaning: '`paper`, or `binance`: orders go to `QT_BINANCE_TRADING_URL`.',
    },
    {
      name: 'QT_BINANCE_TRADING_URL',
      readBy: ['api'],
      default: 'https://testnet.binance.vision',
      meaning: 'Where orders go: the Spot testnet, `https://api.binance.com`, or the simulator.',
    },
    {
      name: 'QT_BINANCE_API_KEY',
      readBy: ['api'],
      default: null,
      meaning: 'The key of the account; required by `QT_EXECUTOR=binance`. One that may trade, and not withdraw.',
    },
    {
      name: 'QT_BINANCE_API_SECRET',
      readBy: ['api'],
      default: null,
      meaning: 'What orders are signed with; required by `QT_EXECUTOR=binance`.',
    },
    {
      name: 'QT_LIVE_TRADING',
      readBy: ['api'],
      default: 'no',
      meaning: '`yes-real-money` is required where orders go neither to the testnet nor to this machine.',
    },
    {
      name: 'QT_PAPER_BALANCE',
      readBy: ['api', 'risk-guard'],
      default: '100000',
      unit: 'USDT',
      meaning: 'The initial cash of the account.',
    },
    {
      name: 'QT_PAPER_SLIPPAGE_BPS',
      readBy: ['api', 'retrain-worker'],
      default: '2',
      unit: 'basis points',
      meaning:
        'How much worse than the price an order fills (slippage). 0 to 1000. Labels and the comparison of models take it into account.',
    },
    {
      name: 'QT_PAPER_FEE_BPS',
      readBy: ['api', 'retrain-worker'],
      default: '10',
      unit: 'basis points',
      meaning: 'Fee of a fill. 0 to 1000. Labels and the comparison of models take it into account.',
    },
  ],
};

const cadence = (job: string, intervalSeconds: string, timeoutSeconds: string): Variable[] => [
  {
    name: `QT_JOB_${job.toUpperCase()}_INTERVAL_SECONDS`,
    readBy: ['scheduler'],
    default: intervalSeconds,
    unit: 'seconds',
    meaning: `How often \`${job}\` runs. 1 to 604800.`,
  },
  {
    name: `QT_JOB_${job.toUpperCase()}_TIMEOUT_SECONDS`,
    readBy: ['scheduler'],
    default: timeoutSeconds,
    unit: 'seconds',
    meaning: `How long a run of \`${job}\` may last. 1 to 3600.`,
  },
];

const jobs: VariableGroup = {
  title: 'Jobs',
  variables: [
    ...cadence('warm_market_caches', '30', '25'),
    ...cadence('signal_scan', '60', '50'),
    ...cadence('retrain_models', '21600', '15'),
    ...cadence('synthetic_checks', '60', '15'),
    {
      name: 'QT_JOB_LEASE_SECONDS',
      readBy: ['scheduler'],
      default: '15',
      unit: 'seconds',
      meaning:
        'With `QT_DATABASE_URL`: how long a replica that stopped answering keeps its run before another one records it as lost. At most 55.',
    },
  ],
};

const limit = (name: string, fallback: string | null, unit: string | undefined, meaning: string): Variable => ({
  name,
  readBy: ['risk-guard'],
  default: fallback,
  meaning,
  ...(unit === undefined ? {} : { unit }),
});

const risk: VariableGroup = {
  title: 'Risk limits',
  variables: [
    limit(
      'QT_KILL_SWITCH',
      '0',
      undefined,
      '`1`: no order that opens a position goes out until an administrator overrides it. Read at the start.',
    ),
    limit(
      'QT_KILL_SWITCH_FREEZES_EXITS',
      '0',
      undefined,
      '`1`: an engaged kill switch denies orders that reduce a position as well.',
    ),
    limit('QT_ALLOWED_SYMBOLS', null, undefined, 'Symbols that may be ordered. If unset, `QT_SYMBOLS`.'),
    limit('QT_MAX_QUANTITY_<SYMBOL>', null, 'base asset', 'Largest quantity of one order in that symbol.'),
    limit('QT_MAX_NOTIONAL_PER_TRADE', '1000', 'USDT', 'Largest notional of one order.'),
    limit('QT_MAX_DAILY_LOSS', '500', 'USD', 'Realised loss over 24 h at which opening orders are denied.'),
    limit(
      'QT_MAX_DRAWDOWN',
      null,
      'share',
      'Fall of the equity below its peak, 0 to 1, above which opening orders are denied.',
    ),
    limit('QT_CASH_TOLERANCE', '0.01', 'USDT', "How far the API's cash may be from the guard's own."),
    limit('QT_MAX_POSITION_NOTIONAL', '5000', 'USDT', 'Largest exposure in one symbol, open orders included.'),
    limit('QT_MAX_GROSS_EXPOSURE', '20000', 'USDT', 'Largest exposure over all symbols, open orders included.'),
    limit('QT_MAX_OPEN_POSITIONS', '20', 'symbols', 'Most symbols held at once.'),
    limit(
      'QT_MAX_ORDERS_PER_MINUTE',
      '120',
      'orders',
      'Further opening orders are denied; exits count, but are allowed.',
    ),
    limit(
      'QT_MAX_CANCELS_PER_MINUTE',
      '60',
      'allowed orders given up',
      'Opening orders are denied while more were given up in the last minute; giving one up is never refused.',
    ),
    limit('QT_MAX_PRICE_AGE_SECONDS', '90', 'seconds', "Largest age of the price of an order, and of the guard's own."),
    limit(
      'QT_CLOCK_OFFSET_WARNING_SECONDS',
      '1',
      'seconds',
      "From which offset of a provider's clock on `clock.offset.changed` is logged.",
    ),
    limit(
      'QT_MAX_CLOCK_SKEW_SECONDS',
      '5',
      'seconds',
      "How far ahead of this clock a price may be dated, and a provider's clock from ours, before new risk stops.",
    ),
    limit('QT_PRICE_BAND_PERCENT', '10', 'percent', "Largest distance of a price from the guard's own market price."),
    limit('QT_PRICE_REFERENCE_SECONDS', '300', 'seconds', 'How long a market price serves as that reference.'),
    limit('QT_COST_ALLOWANCE_PERCENT', '0.5', 'percent', 'Allowance for what a buy costs above quantity times price.'),
    limit(
      'QT_FAILSAFE_RESET_MINUTES',
      '60',
      'minutes',
      'How long the fail-safe lasts at least; 0: until `POST /risk/reset`.',
    ),
    limit(
      'QT_DUPLICATE_WINDOW_SECONDS',
      '0',
      'seconds',
      'How long an order like an earlier one, under another id, is a duplicate; 0: never.',
    ),
    limit('QT_RESERVATION_TTL_SECONDS', '30', 'seconds', 'How long an allowed order holds its exposure. At most 3600.'),
  ],
};

/** The variables of the services, as their schemas have them. */
export const SERVICE_VARIABLES: readonly VariableGroup[] = [common, places, market, model, account, jobs, risk];
