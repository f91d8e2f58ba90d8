import { join } from 'node:path';
import type { Costs } from '@qt/model';
import { type SharedDatabase, sharedDatabase } from '@qt/nest-service';
import type { RetrainConfig } from './config.ts';

/** What the modules use of the configuration; injected by its class. */
export class RetrainSettings {
  readonly databaseFile: string;
  /** Null: SQLite and files. */
  readonly shared: SharedDatabase | null;
  readonly modelsDirectory: string;
  readonly binanceUrl: string;
  readonly coingeckoUrl: string;
  readonly circuitOpenSeconds: number;
  readonly symbols: readonly string[];
  readonly historyDays: number;
  /** How many models are kept, including the current one. */
  readonly keepModels: number;
  /** How long a candidate runs beside the current model before it is promoted, in ms. */
  readonly shadowMs: number;
  /** What a fill costs the account. */
  readonly costs: Costs;
  readonly market: RetrainConfig['QT_MARKET'];
  /** Whether the market is live, not simulated or replayed. */
  readonly live: boolean;
  /** Who replays the recording; null: the market is none. */
  readonly recordingUrl: string | null;

  /** `term`: of the replica that leads, with `QT_DATABASE_URL`. */
  constructor(config: RetrainConfig, term?: number) {
    const directory = join(config.QT_DATA_DIR, 'retrain-worker');
    this.databaseFile = join(directory, 'retrain-worker.db');
    this.shared = sharedDatabase(config.QT_DATABASE_URL, term);
    this.modelsDirectory = join(directory, 'models');
    this.binanceUrl = config.QT_BINANCE_URL;
    this.coingeckoUrl = config.QT_COINGECKO_URL;
    this.circuitOpenSeconds = config.QT_PROVIDER_CIRCUIT_OPEN_SECONDS;
    this.symbols = config.QT_SYMBOLS;
    this.historyDays = config.QT_RETRAIN_HISTORY_DAYS;
    this.keepModels = config.QT_RETRAIN_KEEP_MODELS;
    this.shadowMs = config.QT_SHADOW_HOURS * 3_600_000;
    this.costs = { feeBps: config.QT_PAPER_FEE_BPS, slippageBps: config.QT_PAPER_SLIPPAGE_BPS };
    this.market = config.QT_MARKET;
    this.live = config.QT_MARKET === 'live';
    this.recordingUrl = config.QT_MARKET === 'replay' ? config.QT_MARKET_SIM_URL : null;
  }
}
