import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { OrderService } from './order.service.ts';

/** So that open orders are cancelled within a second of the kill switch. */
const INTERVAL_MS = 400;

/** While orders are open, watches whether the guard's state lets them rest. */
@Injectable()
export class OrderStopsService extends PollingService {
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
      await this.orders.enforceStops();
    } catch (error) {
      this.log.error('open orders could not be watched', { error });
    }
  }
}
