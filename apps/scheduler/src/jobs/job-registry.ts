import { createProbes } from '@qt/market-data';
import type { SchedulerConfig } from '../config.ts';
import type { Job } from '../scheduling/job.ts';
import type { CheckResults } from '../synthetic/check-results.ts';
import { syntheticChecks } from '../synthetic/synthetic-checks.ts';
import { serviceCalls } from './service-clients.ts';
import { retrainModels, signalScan, warmMarketCaches } from './service-jobs.ts';
import { retrainGate, scanGate, simulatorGate, warmUpGate } from './start-gates.ts';

/** The checks ask for no more symbols than these: they are about the provider, not about each market. */
const CHECKED_SYMBOLS = 3;

export interface JobListOptions {
  readonly config: SchedulerConfig;
  readonly fetch: typeof globalThis.fetch;
  readonly checks: CheckResults;
  readonly now: () => number;
}

/** What this scheduler runs. The very first models are trained by the worker itself, without being asked. */
export function jobList({ config, fetch, checks, now }: JobListOptions): readonly Job[] {
  const {
    cadences,
    QT_API_URL: apiUrl,
    QT_RETRAIN_WORKER_URL: retrainWorkerUrl,
    QT_COINGECKO_API_KEY: apiKey,
  } = config;
  const longestCallMs = Math.max(...Object.values(cadences).map(({ timeoutMs }) => timeoutMs)) + 1000;
  const calls = serviceCalls({ apiUrl, retrainWorkerUrl, serviceToken: config.QT_SERVICE_TOKEN, longestCallMs, fetch });
  const sources = createProbes({
    binanceUrl: config.QT_BINANCE_URL,
    coingeckoUrl: config.QT_COINGECKO_URL,
    coinIds: config.QT_COINGECKO_IDS,
    ...(apiKey === undefined ? {} : { coingeckoApiKey: apiKey }),
    now,
  });
  return [
    {
      id: 'warm_market_caches',
      ...cadences.warm_market_caches,
      firstRun: 'at_start',
      gate: warmUpGate(apiUrl),
      through: 'qt-api',
      work: warmMarketCaches(calls),
    },
    {
      id: 'signal_scan',
      ...cadences.signal_scan,
      firstRun: 'at_start',
      gate: scanGate(apiUrl),
      through: 'qt-api',
      work: signalScan(calls),
    },
    {
      id: 'retrain_models',
      ...cadences.retrain_models,
      firstRun: 'after_interval',
      gate: retrainGate(retrainWorkerUrl),
      through: 'qt-retrain-worker',
      work: retrainModels(calls),
    },
    {
      id: 'synthetic_checks',
      ...cadences.synthetic_checks,
      firstRun: 'at_start',
      ...(config.QT_MARKET === 'live' ? {} : { gate: simulatorGate(config.QT_MARKET_SIM_URL) }),
      work: syntheticChecks({
        sources,
        symbols: config.QT_SYMBOLS.slice(0, CHECKED_SYMBOLS),
        now,
        record: (check, asked) => checks.record(check, asked),
      }),
    },
  ];
}
