import { Inject, Injectable } from '@nestjs/common';
import { NOW, type ReadinessChecks, trackCheck } from '@qt/nest-service';
import type { OpenMarket } from './open-market.ts';
import { MARKET } from './tokens.ts';

/** The check `market`: which market is served; ok from the start on. */
@Injectable()
export class MarketReadiness implements ReadinessChecks {
  readonly #check;

  constructor(@Inject(MARKET) { description }: OpenMarket, @Inject(NOW) now: () => number) {
    this.#check = trackCheck('market', 'not opened', now);
    this.#check.report(true, description);
  }

  checks() {
    return [this.#check.read()];
  }
}
