import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type HealthCheck, messageOf } from '@qt/contracts';
import { ProviderFailure } from '@qt/market-data';
import { NOW, trackCheck } from '@qt/nest-service';
import { pause } from '../pause.ts';
import { DatasetService } from './dataset.service.ts';

const WHILE_OK_MS = 60_000;
const WHILE_FAILING_MS = 2_000;

/**
 * Monitors whether the source of candles answers: probes it each minute, and every two seconds while it fails. After a 429 or
 * 418 it waits for `Retry-After`: further requests lengthen a ban, and the API shares our address.
 */
@Injectable()
export class SourceMonitor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #check;
  readonly #stopped = new AbortController();
  #retryAt = 0;

  constructor(
    @Inject(DatasetService) private readonly dataset: Pick<DatasetService, 'probe'>,
    @Inject(NOW) private readonly now: () => number,
  ) {
    this.#check = trackCheck('history', 'not asked yet', now);
  }

  onApplicationBootstrap(): void {
    void this.run(this.#stopped.signal, pause);
  }

  beforeApplicationShutdown(): void {
    this.#stopped.abort();
  }

  check(): HealthCheck {
    return this.#check.read();
  }

  /** Probes until the signal is aborted. Never rejects. */
  async run(signal: AbortSignal, pause: (ms: number, signal: AbortSignal) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      const ok = await this.probe();
      await pause(ok ? WHILE_OK_MS : WHILE_FAILING_MS, signal);
    }
  }

  /** Whether the source answers; false, without a request, during a ban. */
  async probe(): Promise<boolean> {
    if (this.now() < this.#retryAt) return false;
    try {
      await this.dataset.probe();
      this.#check.report(true, 'binance gives candles');
      return true;
    } catch (error) {
      if (error instanceof ProviderFailure) this.#retryAt = this.now() + (error.retryAfterMs ?? 0);
      this.#check.report(false, messageOf(error));
      return false;
    }
  }
}
