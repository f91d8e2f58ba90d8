import type { CacheName, ProviderName, ServiceName } from '@qt/catalogue';
import type { Life, Path } from '../../series/path.ts';

/** From and to in seconds, the end excluded. */
export type Span = readonly [from: number, to: number];

/** What happens to the system; whatever is left out is healthy. Times in seconds from the story's start. */
export interface Incident {
  readonly minutes: number;
  /** How series reach Prometheus: scraped every 15 s if left out. */
  readonly path?: Path;
  /** The lives of each replica of a service; one that always runs if left out. */
  readonly lives?: Partial<Record<ServiceName, readonly (readonly Life[])[]>>;
  readonly providersDown?: Partial<Record<ProviderName, readonly Span[]>>;
  /** Most of the API's calls to a provider fail, but those of the checks do not. */
  readonly mostCallsFail?: Partial<Record<ProviderName, readonly Span[]>>;
  /** The API's circuit breaker for a provider stays open, whatever the checks say. */
  readonly breakerStuck?: Partial<Record<ProviderName, readonly Span[]>>;
  /** Lookups of a cache find nothing. */
  readonly cacheEmpty?: Partial<Record<CacheName, readonly Span[]>>;
  /** Prometheus takes no sample of any service. */
  readonly unseen?: readonly Span[];
  /** Nobody uses the API. */
  readonly idle?: boolean;
  /** Ends of scans that fail for a reason of their own. */
  readonly failedScans?: readonly number[];
  readonly killSwitch?: readonly Span[];
  readonly guardStoreFull?: readonly Span[];
  /** The API names another cash than the guard has booked: an order a minute is denied for it. */
  readonly factsDisagree?: readonly Span[];
  /** When the two books were found to differ, ascending; they agree again at once. */
  readonly booksDiffered?: readonly number[];
  /** USD; the limit is 500. */
  readonly dailyLoss?: (t: number) => number;
  /** When models were trained, ascending; the latest decides, and expires after `MODEL_MAX_AGE`. */
  readonly trained?: readonly number[];
  /** Ends of trainings that failed. */
  readonly failedTrainings?: readonly number[];
  /** A training begins and does not end. */
  readonly stuckTraining?: Span;
  /** Scans begin and do not end. */
  readonly stuckScans?: readonly Span[];
  /** Prices are answered with 503. */
  readonly pricesFail?: readonly Span[];
  /** Requests of users take longer than 250 ms. */
  readonly slow?: readonly Span[];
  /** The share of a heavy load that fails, or is slow, 0 to 1. */
  readonly failedShare?: (t: number) => number;
  readonly slowShare?: (t: number) => number;
  /** Of every profile: 0.62 if left out, with a threshold of 0.55. */
  readonly confidence?: (t: number) => number;
  /** Lower bound of the live log loss above the baseline's, of every profile: −0.1 if left out. */
  readonly excessLoss?: (t: number) => number;
  /** Stability index of the volatility of the last day: 0.3 if left out. */
  readonly drift?: (t: number) => number;
  /** GiB on the disk of a service, which has 100. */
  readonly diskFree?: Partial<Record<ServiceName, (t: number) => number>>;
  /** Something keeps a service's event loop from everything else for a second at a time. */
  readonly busy?: Partial<Record<ServiceName, readonly Span[]>>;
  /** Nobody reads what a service logs, and it drops lines. */
  readonly logUnread?: Partial<Record<ServiceName, readonly Span[]>>;
  /** By how many seconds the scheduler's clock is ahead of the providers'. */
  readonly clockAhead?: (t: number) => number;
  /** When a console was opened and its page started; or did not, because its build is broken. */
  readonly consoleOpened?: readonly number[];
  readonly consoleDead?: readonly number[];
  /** When a browser reported an error of the console's page. */
  readonly consoleErrors?: readonly number[];
  /** When labels outside their set were recorded. */
  readonly overflows?: readonly number[];
  /** The Collector, which Prometheus scrapes as well, does not run. */
  readonly collectorDown?: readonly Span[];
  /** The log store takes nothing, and Slack no notification. */
  readonly logStoreDown?: readonly Span[];
  readonly slackDown?: readonly Span[];
  /** One of two Alertmanagers does not run. */
  readonly alertmanagerDown?: readonly Span[];
  /** The Collector refuses what services send by OTLP, or the store of metrics refuses what it sends. */
  readonly collectorRefuses?: readonly Span[];
  readonly metricsRefused?: readonly Span[];
  /** OTLP data is lost. */
  readonly exportsFail?: readonly Span[];
  /** A second environment, which the same Prometheus scrapes. */
  readonly staging?: Incident;
  /** The number of the first replica of each service. */
  readonly firstReplica?: number;
  /** Seconds between two samples and two evaluations, 15 if left out. */
  readonly step?: number;
}

/** QT_MODEL_MAX_AGE_HOURS by default, in seconds. */
export const MODEL_MAX_AGE = 48 * 3600;
export const LOSS_LIMIT = 500;

/** A number of minutes, in seconds. */
export function minutes(count: number): number {
  return count * 60;
}

export function within(spans: readonly Span[] | undefined, t: number): boolean {
  return (spans ?? []).some(([from, to]) => from <= t && t < to);
}

/** A service that has run for days before the story. */
export const SINCE_DAYS = -3 * 86_400;
export const FOREVER: readonly Life[] = [[SINCE_DAYS, Number.POSITIVE_INFINITY]];

/** The lives of a process that is away in these spans. */
export function awayIn(...spans: readonly Span[]): readonly Life[] {
  const ends = [...spans.map(([from]) => from), Number.POSITIVE_INFINITY];
  const starts = [SINCE_DAYS, ...spans.map(([, to]) => to)];
  return starts.map((from, n) => [from, ends[n] ?? Number.POSITIVE_INFINITY] as const);
}
