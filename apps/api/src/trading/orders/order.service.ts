import type { Log } from '@qt/catalogue';
import type { ReserveRequest } from '@qt/contracts';
import type { Tracing } from '../../signals/tracing.ts';
import { type Order, sameTerms } from '../domain/order.ts';
import type { Settle } from '../guard/guard-outbox.service.ts';
import type { Reservation, RiskGuard } from '../guard/risk-guard.gateway.ts';
import type { Ledger } from '../ledger/ledger.repository.ts';
import { type Amount, amount, textOf } from '../money.ts';
import type { ExecutableOrder, OrderExecutor } from '../venue/venue.ts';
import type { OrderQuestion, Placement } from './submission.ts';

export interface OrderParts {
  readonly ledger: Ledger;
  readonly guard: RiskGuard;
  readonly executor: OrderExecutor;
  readonly settle: Settle;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly tracing: Pick<Tracing, 'inSpan'>;
  readonly now: () => number;
}

/** Walks one order through every step. Only for a turn of the account. */
export async function placeOrder(parts: OrderParts, question: OrderQuestion): Promise<Placement> {
  const { ledger, settle, guard, tracing, now } = parts;
  const { order, price } = question;
  const id = order.clientOrderId;

  const known = await knownPlacement(parts, order);
  if (known !== undefined) return known;

  // The guard judges by what it knows: it must know every earlier fill first.
  const settled = await settle();
  if (!settled.ok) return { outcome: 'guard_unavailable', error: settled.error };

  await ledger.begin(order, now());
  const request = reserveRequest(question, (await ledger.totals()).cash);
  const attributes = { symbol: order.symbol, side: order.side };
  const judgement = await tracing.inSpan('risk.reserve', attributes, () => guard.reserve(request));
  if (judgement.decision === 'denied') {
    await ledger.close(id, `denied: ${judgement.denial.reason}`);
    return { outcome: 'denied', denial: judgement.denial };
  }
  if (judgement.decision === 'unavailable') {
    await ledger.close(id, `the risk guard could not be asked: ${judgement.error}`);
    return { outcome: 'guard_unavailable', error: judgement.error };
  }
  await ledger.reserve(id, judgement.reservation.id);
  if (price === null)
    return giveUp(parts, order, { outcome: 'price_unavailable', error: `no price of ${order.symbol}` });
  return tracing.inSpan('order.execute', attributes, () =>
    execute(parts, order, amount(price.price), judgement.reservation),
  );
}

/** What the books alone answer to an order; undefined: it must be placed. */
export async function knownPlacement({ ledger }: OrderParts, order: Order): Promise<Placement | undefined> {
  const known = await ledger.find(order.clientOrderId);
  if (known === undefined) return undefined;
  if (!sameTerms(known.order, order)) return { outcome: 'conflict', known: known.order };
  return known.state === 'filled' || known.state === 'confirmed'
    ? { outcome: 'repeated', filled: known.filled }
    : undefined;
}

async function execute(parts: OrderParts, order: Order, price: Amount, allowed: Reservation): Promise<Placement> {
  const { ledger, executor, settle, now } = parts;
  if (now() >= allowed.expiresAt) {
    return giveUp(parts, order, {
      outcome: 'guard_unavailable',
      error: 'the permission lapsed before the order was sent',
    });
  }
  const executable = executableOrder(order, price);
  const preview = await ledger.preview(order, executor.quote(executable));
  if (!preview.covered) return giveUp(parts, order, { outcome: 'denied', denial: preview.denial });

  // A throw leaves the outcome unknown: only the executor can tell.
  const fill = await executor.execute(executable).catch(() => executor.fillOf(order.clientOrderId));
  if (fill === null) return giveUp(parts, order, { outcome: 'not_executed', error: 'the order did not execute' });
  const booked = await ledger.fill(order.clientOrderId, fill);
  if (!booked.covered) return giveUp(parts, order, { outcome: 'denied', denial: booked.denial });
  await settle();
  return { outcome: 'filled', filled: booked.filled };
}

async function giveUp<P extends Placement>({ ledger, settle }: OrderParts, order: Order, why: P): Promise<P> {
  await ledger.close(order.clientOrderId, why.outcome);
  await settle();
  return why;
}

function executableOrder({ clientOrderId, symbol, side, quantity }: Order, referencePrice: Amount): ExecutableOrder {
  return { clientOrderId, symbol, side, quantity, referencePrice };
}

function reserveRequest({ order, price, signal }: OrderQuestion, cash: Amount): ReserveRequest {
  return {
    client_order_id: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    quantity: textOf(order.quantity),
    reduce_only: order.reduceOnly,
    origin: order.origin,
    profile: order.profile,
    price: price?.price ?? null,
    price_observed_at: price === null ? null : new Date(price.observedAt).toISOString(),
    available_cash: textOf(cash),
    signal,
  };
}
