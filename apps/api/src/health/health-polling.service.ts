import { Inject, Injectable } from '@nestjs/common';
import { PollingService } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { SystemHealthService } from './system-health.service.ts';

const INTERVAL_MS = 15_000;

/** Checks the system's health between requests too: otherwise `since` would be the time of a request. */
@Injectable()
export class HealthPollingService extends PollingService {
  constructor(
    private readonly system: SystemHealthService,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'inSpan'>,
  ) {
    super();
  }

  protected override async round(): Promise<void> {
    await this.telemetry.inSpan('health.look', {}, () => this.system.check());
  }

  protected override pauseMs(): number {
    return INTERVAL_MS;
  }
}
