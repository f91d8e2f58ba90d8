import type { Log } from '@qt/catalogue';
import type { ReserveRequest } from '@qt/contracts';
import type { Price } from '@qt/market-data';
import type { Pacer } from '@qt/nest-service';
import type { Tracing } from '../../signals/tracing.ts';
import type { Order } from '../domain/order.ts';
import type { OrderDesk } from '../orders/order-recovery.service.ts';
import { createTally, type Owner, type Tally } from './report-builder.ts';

/** An order that one profile may want of one symbol. */
export interface Wish extends Owner {
  /** The order, decided in the account's turn; null: there is nothing to order any more. Throws where it cannot be sized. */
  readonly plan: () => Promise<{ readonly order: Order; readonly signal: ReserveRequest['signal'] } | null>;
}

export interface CarryOutParts {
  readonly desk: Pick<OrderDesk, 'inTurn'>;
  readonly log: Pick<Log, 'error'>;
  readonly tracing: Pick<Tracing, 'withContext'>;
  readonly pacer: () => Pacer;
}

/** Places the orders one after the other. One that fails does not hold up the rest, and is in the tally. */
export async function carryOut(
  { desk, log, tracing, pacer }: CarryOutParts,
  wishes: readonly Wish[],
  prices: ReadonlyMap<string, Price>,
): Promise<Tally> {
  const tally = createTally();
  const pace = pacer();
  let guardError: string | undefined;

  const carryOutOne = async (wish: Wish) => {
    const placement = await desk.inTurn(async (place) => {
      const planned = await wish.plan();
      if (planned === null) return null;
      // One unanswered question is enough for a walk: each would wait until its deadline.
      if (guardError !== undefined) return { outcome: 'guard_unavailable', error: guardError } as const;
      return place({ ...planned, price: prices.get(wish.symbol) ?? null });
    });
    if (placement?.outcome === 'guard_unavailable') guardError = placement.error;
    tally.count(wish, placement);
  };

  for (const wish of wishes) {
    await pace();
    const { symbol, profile } = wish;
    await tracing.withContext(profile === null ? { symbol } : { symbol, profile }, async () => {
      try {
        await carryOutOne(wish);
      } catch (error) {
        log.error('an order could not be placed', { error });
        tally.fail(wish, error instanceof Error ? error : new Error(String(error)));
      }
    });
  }
  return tally;
}
