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

  constructor(config: RiskConfig) {
    this.databaseFile = join(config.QT_DATA_DIR, 'risk-guard', 'risk-guard.db');
    this.market = config.QT_MARKET;
    this.killSwitch = config.QT_KILL_SWITCH;
    this.limits = config.limits;
    this.openingCash = amount(config.QT_PAPER_BALANCE);
    this.apiUrl = config.QT_API_URL;
    this.serviceToken = config.QT_SERVICE_TOKEN;
  }
}
