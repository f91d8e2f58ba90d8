import { Inject, Injectable } from '@nestjs/common';
import type { SystemHealth } from '@qt/contracts';
import { SERVICE, type ServiceDescription } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { ApiConfig } from '../config.ts';

/** What runs here: on which market, in which environment, which version. */
@Injectable()
export class Deployment {
  /** How often the API has started on its data folder, this time included. */
  readonly starts: number;
  readonly facts: Pick<SystemHealth, 'market' | 'environment' | 'version'>;

  constructor(
    config: ApiConfig,
    @Inject(SERVICE) { version, starts }: ServiceDescription,
    @Inject(TELEMETRY) { environment }: Pick<Telemetry, 'environment'>,
  ) {
    this.starts = starts;
    this.facts = { market: config.QT_MARKET, environment, version };
  }
}
