import { Inject, Injectable } from '@nestjs/common';
import type { DenialReason, Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { type Amount, total } from '@qt/domain';
import { NOW } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import type { Order } from '../domain/order.ts';
import type { Quote } from '../domain/quote.ts';
import type { Submission } from '../domain/submission.ts';
import { RiskGuardGateway } from '../guard/risk-guard.gateway.ts';
import { LedgerRepository, type VenueLedgerOrder } from '../ledger/ledger.repository.ts';
import { Venue } from '../venue/venue.ts';
import { isOpen, type OpenOrder, ofSide, onSale, venueOrderOf } from './open-order.ts';
import { OrderRecoveryService } from './order-recovery.service.ts';

/** While one of these denies new risk, no open order may take it either. */
const NO_NEW_RISK: ReadonlySet<DenialReason> = new Set([
  'reducing_only',
  'daily_loss_limit',
  'drawdown_limit',
  'cooldown',
]);

/** Without the guard nobody could stop an entry that rests: so long a silence ends it. */
const GUARD_LOST_MS = 5000;

/** What may not rest: every order, or those that buy. */
interface Stop {
  readonly every: boolean;
  readonly why: string;
}

/** Cancels open orders. Call it only while no order is being submitted. */
@Injectable()
export class OpenOrdersService {
  /** Since when the guard does not answer, Unix ms. */
  #guardLostAt: number | null = null;

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly guard: RiskGuardGateway,
    private readonly venue: Venue,
    private readonly recovery: OrderRecoveryService,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  /** Cancels an order at the venue and books how it ended; why that failed: it stays as it was. Does not reject. */
  async cancel(known: VenueLedgerOrder, why: string): Promise<string | null> {
    try {
      const report = await this.venue.cancel(venueOrderOf(known));
      await this.recovery.settle(known, report?.state === 'cancelled' ? { ...report, reason: why } : report);
      return null;
    } catch (error) {
      this.log.warn('an order could not be cancelled', { client_order_id: known.order.clientOrderId, error });
      return messageOf(error);
    }
  }

  /** Cancels the orders in these symbols (null: all); returns how many. */
  async cancelIn(symbols: readonly string[] | null, open: readonly OpenOrder[]): Promise<number> {
    let cancelled = 0;
    for (const one of open) {
      if (symbols?.includes(one.order.symbol) === false) continue;
      if ((await this.cancel(one, 'an operator cancelled it')) === null) cancelled += 1;
    }
    return cancelled;
  }

  /**
   * Cancels the orders that a new one would trade with, and returns what is left; `inTheWay`: why it must not go out. An exit
   * also ends the open sells that hold its coins, and goes out in any case: the exchange lets no account trade with itself.
   */
  async makeWayFor(
    { order, quote }: Submission,
    open: readonly OpenOrder[],
  ): Promise<{ readonly open: readonly OpenOrder[]; readonly inTheWay: string | null }> {
    const same = open.filter((one) => one.order.symbol === order.symbol);
    if (same.length === 0) return { open, inTheWay: null };
    const worst = this.#worstPrice(order, quote);
    for (const one of same.filter((other) => meets(order, worst, other))) {
      await this.cancel(one, `it would have traded with ${order.clientOrderId}`);
    }
    for (const one of await this.#sellsHolding(order, same)) await this.cancel(one, 'a sale went before it');
    const left = (await this.ledger.unfinished()).filter(isOpen);
    const met = order.side === 'sell' ? undefined : left.find((other) => meets(order, worst, other));
    if (met === undefined) return { open: left, inTheWay: null };
    const { clientOrderId } = met.order;
    return { open: left, inTheWay: `it would trade with ${clientOrderId}, which could not be cancelled` };
  }

  /** The worst price that an order can get, USDT; null: it is not known. */
  #worstPrice({ symbol, side, quantity, limit }: Order, quote: Quote | null): Amount | null {
    if (limit !== null || quote === null) return limit?.price ?? null;
    const terms = { symbol, side, quantity, limit, venueOrderId: '' };
    return this.venue.estimate({ ...terms, referencePrice: quote.price }).price;
  }

  async #sellsHolding({ symbol, side, quantity, origin }: Order, same: readonly OpenOrder[]): Promise<OpenOrder[]> {
    if (side === 'buy' || origin === 'manual') return [];
    const held = total((await this.ledger.account(symbol)).positions.map((position) => position.quantity));
    return quantity.greaterThan(held.minus(onSale(same, symbol))) ? ofSide(same, symbol, 'sell') : [];
  }

  /** What the guard's state does not let rest; null: nothing. Does not reject. */
  async stop(): Promise<Stop | null> {
    let reasons: readonly DenialReason[];
    try {
      reasons = await this.guard.stops();
    } catch {
      this.#guardLostAt ??= this.now();
      const lost = this.now() - this.#guardLostAt >= GUARD_LOST_MS;
      return lost ? { every: false, why: `the risk guard has not answered for ${GUARD_LOST_MS / 1000} s` } : null;
    }
    this.#guardLostAt = null;
    if (reasons.includes('kill_switch')) return { every: true, why: 'the risk guard: kill_switch' };
    const reason = reasons.find((one) => NO_NEW_RISK.has(one));
    return reason === undefined ? null : { every: false, why: `the risk guard: ${reason}` };
  }

  async cancelFor({ every, why }: Stop, open: readonly OpenOrder[]): Promise<void> {
    for (const one of open) if (every || one.order.side === 'buy') await this.cancel(one, why);
  }
}

/** Whether an order that fills at this price or better (null: at any) can trade with an open one in its symbol. */
function meets({ side }: Order, worst: Amount | null, { order: { side: other, limit } }: OpenOrder): boolean {
  if (side === other || limit === null) return false;
  if (worst === null) return true;
  return side === 'buy' ? limit.price.lte(worst) : limit.price.gte(worst);
}
