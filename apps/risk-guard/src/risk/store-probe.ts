import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Polling, poll } from '@qt/nest-service';
import { RiskEngine } from './risk-engine.ts';

/** As often as metrics are scraped: a gauge then never shows a store that failed longer ago than one scrape. */
const EVERY_MS = 15_000;

/** Tries the store when no order does, so that `qt_risk_denying` and `GET /risk` know before the next order. */
@Injectable()
export class StoreProbe implements OnApplicationBootstrap, OnModuleDestroy {
  #polling: Polling | null = null;

  constructor(private readonly engine: RiskEngine) {}

  onApplicationBootstrap(): void {
    this.#polling = poll(
      () => this.engine.probeStore(),
      () => EVERY_MS,
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#polling?.stop();
  }
}
