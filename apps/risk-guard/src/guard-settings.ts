import { join } from 'node:path';
import { type Amount, amount } from '@qt/domain';
import type { RiskConfig } from './config.ts';
import type { Limits } from './domain/limits.ts';

/** What the modules use of the configuration; injected by its class. */
export class GuardSettings {
  readonly databaseFile: string;
  /** Prices accepted in another market are not a reference for prices in this one. */
  readonly market: string;
  /** `QT_KILL_SWITCH`. */
  readonly killSwitch: boolean;
  readonly limits: Limits;
  /** `QT_PAPER_BALANCE`: what the account was opened with, USDT. */
  readonly openingCash: Amount;
  /** `QT_API_URL`: who closes positions. */
  readonly apiUrl: string;
  readonly serviceToken: string | undefined;
  /** Where the guard gets its own prices. */
  readonly providers: {
    readonly binanceUrl: string;
    readonly coingeckoUrl: string;
    readonly coinIds: ReadonlyMap<string, string>;
    readonly coingeckoApiKey: string | undefined;
  };
  /** Who plays the providers; null: they are the real ones. */
  readonly simulatorUrl: string | null;

  constructor(config: RiskConfig) {
    this.databaseFile = join(config.QT_DATA_DIR, 'risk-guard', 'risk-guard.db');
    this.market = config.QT_MARKET;
    this.killSwitch = config.QT_KILL_SWITCH;
    this.limits = config.limits;
    this.openingCash = amount(config.QT_PAPER_BALANCE);
    this.apiUrl = config.QT_API_URL;
    this.serviceToken = config.QT_SERVICE_TOKEN;
    this.providers = {
      binanceUrl: config.QT_BINANCE_URL,
      coingeckoUrl: config.QT_COINGECKO_URL,
      coinIds: config.QT_COINGECKO_IDS,
      coingeckoApiKey: config.QT_COINGECKO_API_KEY,
    };
    this.simulatorUrl = config.QT_MARKET === 'live' ? null : config.QT_MARKET_SIM_URL;
  }
}
