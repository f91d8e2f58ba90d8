import { Inject, Injectable } from '@nestjs/common';
import type { RouteFetch } from '@qt/contracts';
import { createProbes } from '@qt/market-data';
import { NOW } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { SchedulerConfig } from '../config.ts';
import { SchedulerSettings } from '../scheduler-settings.ts';
import type { Job } from '../scheduling/job.ts';
import { CheckResults } from '../synthetic/check-results.ts';
import { syntheticChecks } from '../synthetic/synthetic-checks.ts';
import { serviceClients } from './service-clients.ts';
import { retrainModels, signalScan, warmMarketCaches } from './service-jobs.ts';
import { retrainGate, scanGate, simulatorGate, warmUpGate } from './start-gates.ts';

/** The most symbols that synthetic checks request: they check the provider, not every market. */
const CHECKED_SYMBOLS = 3;

/** The scheduler's jobs. The worker trains the first model by itself, without a job. */
@Injectable()
export class JobRegistry {
  readonly jobs: readonly Job[];

  constructor(
    { config }: SchedulerSettings,
    checks: CheckResults,
    @Inject(TELEMETRY) { fetch }: Pick<Telemetry, 'fetch'>,
    @Inject(NOW) now: () => number,
  ) {
    this.jobs = createJobs({ config, fetch, checks, now });
  }
}

interface JobDependencies {
  readonly config: SchedulerConfig;
  readonly fetch: RouteFetch;
  readonly checks: CheckResults;
  readonly now: () => number;
}

function createJobs({ config, fetch, checks, now }: JobDependencies): readonly Job[] {
  const { cadences, QT_API_URL: apiUrl, QT_RETRAIN_WORKER_URL: retrainWorkerUrl } = config;
  const longestCallMs = Math.max(...Object.values(cadences).map(({ timeoutMs }) => timeoutMs)) + 1000;
  const clients = serviceClients({
    apiUrl,
    retrainWorkerUrl,
    serviceToken: config.QT_SERVICE_TOKEN,
    longestCallMs,
    fetch,
  });
  const sources = createProbes({
    binanceUrl: config.QT_BINANCE_URL,
    coingeckoUrl: config.QT_COINGECKO_URL,
    coinIds: config.QT_COINGECKO_IDS,
    coingeckoApiKey: config.QT_COINGECKO_API_KEY,
    now,
  });
  return [
    {
      id: 'warm_market_caches',
      ...cadences.warm_market_caches,
      firstRun: 'at_start',
      gate: warmUpGate(apiUrl),
      through: 'qt-api',
      work: warmMarketCaches(clients),
    },
    {
      id: 'signal_scan',
      ...cadences.signal_scan,
      firstRun: 'at_start',
      gate: scanGate(apiUrl),
      through: 'qt-api',
      work: signalScan(clients),
    },
    {
      id: 'retrain_models',
      ...cadences.retrain_models,
      firstRun: 'after_interval',
      gate: retrainGate(retrainWorkerUrl),
      through: 'qt-retrain-worker',
      repeatable: true,
      work: retrainModels(clients),
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
        clocks: { binance: sources.binance },
        recordOffset: (provider, seconds) => checks.recordOffset(provider, seconds),
        record: (check, asked, run) => checks.record(check, asked, run),
      }),
    },
  ];
}
