import { join } from 'node:path';
import { type Amount, amount } from '@qt/domain';
import { type SharedDatabase, sharedDatabase } from '@qt/nest-service';
import type { RiskConfig } from './config.ts';
import type { Limits } from './domain/limits.ts';

const HOUR_MS = 3_600_000;

/** What the modules use of the configuration; injected by its class. */
export class GuardSettings {
  readonly databaseFile: string;
  /** Null: SQLite. */
  readonly shared: SharedDatabase | null;
  /** Prices accepted in another market are not a reference for prices in this one. */
  readonly market: string;
  /** `QT_KILL_SWITCH`. */
  readonly killSwitch: boolean;
  readonly limits: Limits;
  /** `QT_PAPER_BALANCE`: what the account was opened with, USDT; null: the API says what the exchange held. */
  readonly openingCash: Amount | null;
  /** `QT_API_URL`: who closes positions. */
  readonly apiUrl: string;
  readonly serviceToken: string | undefined;
  /** `QT_RETRAIN_WORKER_URL`: who has the registry of models. */
  readonly retrainWorkerUrl: string;
  /** `QT_MODEL_MAX_AGE_HOURS`, in ms. */
  readonly maxModelAgeMs: number;
  /** `QT_CLOCK_OFFSET_WARNING_SECONDS`, in ms: from here on an offset of the clock is logged. */
  readonly clockWarningMs: number;
  /** Where the guard gets its own prices. */
  readonly providers: {
    readonly binanceUrl: string;
    readonly coingeckoUrl: string;
    readonly coinIds: ReadonlyMap<string, string>;
    readonly coingeckoApiKey: string | undefined;
  };
  /** The simulator that stands in for the providers; null: the real ones are asked. */
  readonly simulatorUrl: string | null;

  /** `term`: of the replica that leads, with `QT_DATABASE_URL`. */
  constructor(config: RiskConfig, term?: number) {
    this.shared = sharedDatabase(config.QT_DATABASE_URL, term);
    this.databaseFile = join(config.QT_DATA_DIR, 'risk-guard', 'risk-guard.db');
    this.market = config.QT_MARKET;
    this.killSwitch = config.QT_KILL_SWITCH;
    this.limits = config.limits;
    this.openingCash = config.QT_EXECUTOR === 'paper' ? amount(config.QT_PAPER_BALANCE) : null;
    this.apiUrl = config.QT_API_URL;
    this.serviceToken = config.QT_SERVICE_TOKEN;
    this.retrainWorkerUrl = config.QT_RETRAIN_WORKER_URL;
    this.maxModelAgeMs = config.QT_MODEL_MAX_AGE_HOURS * HOUR_MS;
    this.clockWarningMs = config.QT_CLOCK_OFFSET_WARNING_SECONDS * 1000;
    this.providers = {
      binanceUrl: config.QT_BINANCE_URL,
      coingeckoUrl: config.QT_COINGECKO_URL,
      coinIds: config.QT_COINGECKO_IDS,
      coingeckoApiKey: config.QT_COINGECKO_API_KEY,
    };
    this.simulatorUrl = config.QT_MARKET === 'live' ? null : config.QT_MARKET_SIM_URL;
  }
}
