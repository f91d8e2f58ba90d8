import { Injectable } from '@nestjs/common';
import { PollingService } from '@qt/nest-service';
import { RiskEngine } from './risk-engine.ts';

/** As often as metrics are scraped: a gauge then never shows a store that failed longer ago than one scrape. */
const EVERY_MS = 15_000;

/** Tries the store when no order does, so that `qt_risk_denying` and `GET /risk` know before the next order. */
@Injectable()
export class StoreProbe extends PollingService {
  constructor(private readonly engine: RiskEngine) {
    super();
  }

  protected override round(): Promise<void> {
    return this.engine.probeStore();
  }

  protected override pauseMs(): number {
    return EVERY_MS;
  }
}
