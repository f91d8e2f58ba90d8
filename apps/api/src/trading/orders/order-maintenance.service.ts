import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type Polling, poll } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { OrderService } from './order.service.ts';

const INTERVAL_MS = 5000;

/** Recovers orders, and sends the guard what it missed, when no other order does so. */
@Injectable()
export class OrderMaintenanceService implements OnApplicationBootstrap, OnModuleDestroy {
  #polling: Polling | null = null;

  constructor(
    private readonly orders: OrderService,
    @Inject(LOG) private readonly log: Pick<Log, 'error'>,
  ) {}

  onApplicationBootstrap(): void {
    this.#polling = poll(
      () => this.#run(),
      () => INTERVAL_MS,
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#polling?.stop();
  }

  async #run(): Promise<void> {
    try {
      await this.orders.maintain();
    } catch (error) {
      this.log.error('interrupted orders could not be recovered', { error });
    }
  }
}
