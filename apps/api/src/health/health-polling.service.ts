import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Polling, poll } from '@qt/nest-service';
import { TELEMETRY, type Telemetry } from '@qt/telemetry';
import { SystemHealthService } from './system-health.service.ts';

const INTERVAL_MS = 15_000;

/** Checks the system's health between requests too: otherwise `since` would be the time of a request. */
@Injectable()
export class HealthPollingService implements OnApplicationBootstrap, OnModuleDestroy {
  #polling: Polling | null = null;

  constructor(
    private readonly system: SystemHealthService,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'inSpan'>,
  ) {}

  onApplicationBootstrap(): void {
    this.#polling = poll(
      async () => void (await this.telemetry.inSpan('health.look', {}, () => this.system.check())),
      () => INTERVAL_MS,
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#polling?.stop();
  }
}
