import { JOBS, type JobId, PROVIDERS, type ProviderName, type ServiceName } from './labels.ts';

/** The version of OpenTelemetry's semantic conventions that spans and metrics follow. */
export const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.45.0';

export interface SpanSpec {
  readonly services: readonly ServiceName[];
  readonly description: string;
}

type JobSpan = `job ${JobId}`;

const jobs = Object.fromEntries(
  JOBS.map((job): [JobSpan, SpanSpec] => [
    `job ${job}`,
    { services: ['qt-scheduler'], description: `A run of the job \`${job}\`.` },
  ]),
) as Record<JobSpan, SpanSpec>;

/** The named steps of the trading services' own work. */
export const SPANS = {
  ...jobs,
  'scan.close_due': { services: ['qt-api'], description: 'Positions that are due for their exit were closed.' },
  'scan.features': { services: ['qt-api'], description: 'Candles were fetched, and features made of them.' },
  'scan.profile': { services: ['qt-api'], description: 'One profile was scanned: decisions and their orders.' },
  'model.inference': { services: ['qt-api'], description: 'The model was asked about one symbol for one profile.' },
  'risk.reserve': { services: ['qt-api'], description: 'The risk guard was asked for an order.' },
  'order.execute': { services: ['qt-api'], description: 'An order was sent to its venue and booked.' },
  'health.look': { services: ['qt-api'], description: 'The health of every service was read, between requests.' },
  'risk.decide': { services: ['qt-risk-guard'], description: 'The risk guard decided on an order.' },
  retrain: { services: ['qt-retrain-worker'], description: 'A model was trained and evaluated.' },
} as const satisfies Record<string, SpanSpec>;
export type SpanName = keyof typeof SPANS;

/**
 * Spans of the console's page in a browser, which the API hands on for it; its calls of the API are client spans. Their
 * `service.name` is `qt-console`.
 */
export const CONSOLE_SPANS = {
  'console.load': 'The page was opened, until its document was complete.',
  'console.vitals': 'The page was left or hidden: its Web Vitals until then.',
  'console.long_task': 'The page could not react for longer than 50 ms.',
  'console.act': 'An operator sent an act, until its answer was there.',
} as const satisfies Record<string, string>;
export type ConsoleSpanName = keyof typeof CONSOLE_SPANS;

/** What a provider is asked for; the span of an attempt is named `<provider> <operation>`. */
export const PROVIDER_OPERATIONS = ['prices', 'candles', 'time', 'instruments'] as const;
export type ProviderOperation = (typeof PROVIDER_OPERATIONS)[number];

/** Attempts that no service makes: CoinGecko is asked for prices only. */
const NOT_ASKED: readonly string[] = ['coingecko candles', 'coingecko time', 'coingecko instruments'];

export const PROVIDER_SPANS: readonly `${ProviderName} ${ProviderOperation}`[] = PROVIDERS.flatMap((provider) =>
  PROVIDER_OPERATIONS.map((operation) => `${provider} ${operation}` as const),
).filter((name) => !NOT_ASKED.includes(name));

/** Spans whose names follow from a contract or a statement, with the attribute that each of them has. */
export const SPAN_FAMILIES = [
  {
    name: '<method> <route>',
    kind: 'server',
    attribute: 'http.request.method',
    description: 'A request to a service.',
  },
  {
    name: '<method> <url.template>',
    kind: 'client',
    attribute: 'url.template',
    description: 'A call of another service.',
  },
  { name: '<operation> <table>', kind: 'client', attribute: 'db.system.name', description: 'An SQL statement.' },
] as const;
