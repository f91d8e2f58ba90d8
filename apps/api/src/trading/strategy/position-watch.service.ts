import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { PositionExitsService } from './position-exits.service.ts';

/** The greatest age of a price that an order goes out on. */
const INTERVAL_MS = 5000;

/** Looks at stops and holding times with every fresh price, also between two scans. */
@Injectable()
export class PositionWatchService extends PollingService {
  #failing = false;

  constructor(
    private readonly exits: PositionExitsService,
    @Inject(LOG) private readonly log: Pick<Log, 'info' | 'warn'>,
  ) {
    super();
  }

  protected override pauseMs(): number {
    return INTERVAL_MS;
  }

  /** Logs one line when failures begin and one when they end: the report of the next scan has each of them. */
  protected override async round(): Promise<void> {
    try {
      const { failures } = await this.exits.closeDue();
      this.#report(failures[0]?.error ?? null);
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    const failing = error !== null;
    if (failing && !this.#failing) this.log.warn('positions cannot be watched between scans', { error });
    if (!failing && this.#failing) this.log.info('positions are watched between scans again');
    this.#failing = failing;
  }
}
