import type { Order } from '../domain/order.ts';
import { createTurn } from '../turn.ts';
import { knownPlacement, type OrderParts, placeOrder } from './order.service.ts';
import { logged } from './order-log.ts';
import type { Place, Placement } from './submission.ts';

/** The one way on which an order may fill: asked, allowed, executed, booked, and the guard told. */
export interface OrderDesk {
  /** What an order would be answered with from the books alone; undefined: it must be placed. */
  known(order: Order): Promise<Placement | undefined>;
  /** Runs `work` while nobody else moves this account's money; only in there can orders be placed. */
  inTurn<T>(work: (place: Place) => Promise<T>): Promise<T>;
  /** Finishes what a crash left between two steps, and tells the guard what it missed. */
  tidy(): Promise<void>;
}

export function createOrderDesk(parts: OrderParts): OrderDesk {
  const turn = createTurn();
  const inTurn: OrderDesk['inTurn'] = (work) =>
    turn(async () => {
      await recover(parts);
      return work(async (question) => logged(parts.log, question.order, await placeOrder(parts, question)));
    });
  return {
    known: (order) => knownPlacement(parts, order),
    inTurn,
    async tidy() {
      await inTurn(async () => undefined);
      await parts.settle();
    },
  };
}

/** In a turn no other order is on its way: one that looks so was left behind by a crash or a failed write. */
async function recover({ ledger, executor, log }: OrderParts): Promise<void> {
  for (const { order, state } of await ledger.unfinished()) {
    const id = order.clientOrderId;
    const fill = state === 'reserved' ? await executor.fillOf(id) : null;
    if (fill === null) {
      await ledger.close(id, 'interrupted before it filled');
    } else if (!(await ledger.fill(id, fill)).covered) {
      throw new Error(`order ${id}: its fill is not covered by the books`);
    }
    log.warn(`an interrupted order was ${fill === null ? 'given up' : 'finished'}`, {
      client_order_id: id,
      was: state,
      symbol: order.symbol,
    });
  }
}
