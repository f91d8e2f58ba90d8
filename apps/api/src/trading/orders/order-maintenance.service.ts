import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { OrderService } from './order.service.ts';

const INTERVAL_MS = 5000;

/** Recovers orders, and sends the guard what it missed, when no other order does so. */
@Injectable()
export class OrderMaintenanceService extends PollingService {
  constructor(
    private readonly orders: OrderService,
    @Inject(LOG) private readonly log: Pick<Log, 'error'>,
  ) {
    super();
  }

  protected override pauseMs(): number {
    return INTERVAL_MS;
  }

  protected override async round(): Promise<void> {
    try {
      await this.orders.maintain();
    } catch (error) {
      this.log.error('interrupted orders could not be recovered', { error });
    }
  }
}
