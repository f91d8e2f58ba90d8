import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import type { PositionKey } from '@qt/domain';
import { pacer } from '@qt/nest-service';
import { LOG, TELEMETRY, type Telemetry } from '@qt/telemetry';
import type { Submission, SubmissionResult } from '../domain/submission.ts';
import { OrderService } from '../orders/order.service.ts';
import { OrderCounter } from './order-counter.ts';

/** How long orders may use the event loop before other requests are served. */
const SLICE_MS = 10;

/** Submits orders one after the other. One that fails does not hold up the rest. */
@Injectable()
export class OrderBatchService {
  constructor(
    private readonly orders: OrderService,
    @Inject(TELEMETRY) private readonly telemetry: Pick<Telemetry, 'withContext'>,
    @Inject(LOG) private readonly log: Pick<Log, 'error'>,
  ) {}

  /**
   * Submits what `decide` returns for each item; null: nothing is due anymore. The account does not change between
   * decision and submission. `decide` throws if the order cannot be sized.
   */
  async submitEach<T extends PositionKey>(
    items: readonly T[],
    decide: (item: T) => Promise<Submission | null>,
  ): Promise<OrderCounter> {
    const counter = new OrderCounter();
    const pace = pacer(SLICE_MS, () => performance.now());
    let guardUnavailable: SubmissionResult | null = null;

    const submit = async (item: T): Promise<SubmissionResult | null> => {
      if (guardUnavailable === null) return this.orders.submitIfDue(() => decide(item));
      // One unanswered request is enough for a batch: each would wait until its deadline.
      return (await decide(item)) && guardUnavailable;
    };

    for (const item of items) {
      await pace();
      await this.telemetry.withContext(contextOf(item), async () => {
        try {
          const result = await submit(item);
          if (result?.outcome === 'guard_unavailable') guardUnavailable = result;
          if (result !== null) counter.count(item, result);
        } catch (error) {
          this.log.error('an order could not be placed', { error });
          counter.fail(item, error);
        }
      });
    }
    return counter;
  }
}

function contextOf({ symbol, profile }: PositionKey) {
  return profile === null ? { symbol } : { symbol, profile };
}
