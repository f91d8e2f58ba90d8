import { Inject, Injectable } from '@nestjs/common';
import type { DenialReason, Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { total, ZERO } from '@qt/domain';
import { LOG } from '@qt/telemetry';
import type { Order } from '../domain/order.ts';
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

/** Cancels open orders. Call it only while no order is being submitted. */
@Injectable()
export class OpenOrdersService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly guard: RiskGuardGateway,
    private readonly venue: Venue,
    private readonly recovery: OrderRecoveryService,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
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
   * Cancels the orders that a sale must not wait for, and returns what is left. The risk guard learns the fills of an order
   * when that has ended, so a sale of what an open order bought ends it. An exit ends the open sells that hold its coins.
   */
  async makeWayFor(
    { symbol, side, quantity, origin }: Order,
    open: readonly OpenOrder[],
  ): Promise<readonly OpenOrder[]> {
    const same = open.filter(({ order }) => order.symbol === symbol);
    if (side === 'buy' || same.length === 0) return open;
    const held = total((await this.ledger.account(symbol)).positions.map((position) => position.quantity));
    const buys = ofSide(same, symbol, 'buy').filter(({ filled }) => filled !== null);
    const bought = total(buys.map(({ filled }) => filled?.quantity ?? ZERO));
    const due = quantity.greaterThan(held.minus(bought)) ? buys : [];
    if (origin !== 'manual' && quantity.greaterThan(held.minus(onSale(same, symbol)))) {
      due.push(...ofSide(same, symbol, 'sell'));
    }
    for (const one of due) await this.cancel(one, 'a sale went before it');
    return due.length === 0 ? open : (await this.ledger.unfinished()).filter(isOpen);
  }

  /** With the kill switch engaged cancels every order; while the account takes no new risk, those that buy. */
  async enforceStops(): Promise<void> {
    const open = (await this.ledger.unfinished()).filter(isOpen);
    if (open.length === 0) return;
    const reasons = await this.guard.stops();
    const killed = reasons.includes('kill_switch');
    const stop = killed ? 'kill_switch' : reasons.find((reason) => NO_NEW_RISK.has(reason));
    if (stop === undefined) return;
    for (const one of open) {
      if (killed || one.order.side === 'buy') await this.cancel(one, `the risk guard: ${stop}`);
    }
  }
}
