import { Inject, Injectable } from '@nestjs/common';
import type { DenialReason, Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { type Amount, sameFill, ZERO } from '@qt/domain';
import { HttpProblem, storeFaultOf } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { type Caller, orderEntries, UNNAMED } from '../audit/order-entries.ts';
import { denialOf, type OrderCheck, type RiskDecision } from '../domain/decision.ts';
import type { OrderRequest } from '../domain/order-request.ts';
import type { KnownOrder, ReportedFill, Reservation } from '../domain/reservation.ts';
import { costOf } from '../domain/rules/exposure.ts';
import { RESTING_MS } from '../risk/open-orders.ts';
import { type LearnedFill, RiskEngine } from '../risk/risk-engine.ts';
import { GuardRepository } from '../store/guard.repository.ts';
import { DecisionRecorder } from './decision-recorder.ts';
import { ReservationIds } from './reservation-ids.ts';

type PassedCheck = Extract<OrderCheck, { readonly result: 'passed' }>;
type DeniedCheck = Extract<OrderCheck, { readonly result: 'denied' }>;
type RepeatedCheck = Extract<OrderCheck, { readonly result: 'reserved' }>;
type AllowedDecision = Extract<RiskDecision, { readonly decision: 'allowed' }>;

/** A decision, and when what it changes is stored. */
interface Decided {
  readonly decision: RiskDecision;
  readonly stored: Promise<void>;
}

/** A price with one of these is no reference for later orders. */
const PRICE_REASONS: ReadonlySet<DenialReason> = new Set(['price_missing', 'price_stale', 'price_out_of_band']);

/** The life of an order: reserved, then confirmed or released. Each step is durable before it is answered. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly engine: RiskEngine,
    private readonly repository: GuardRepository,
    private readonly recorder: DecisionRecorder,
    private readonly ids: ReservationIds,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Decides whether an order may go out, and if so reserves its exposure. A failing store denies; it never rejects. The next
   * order is decided while this one is being stored: what is stored at the same time costs one sync.
   */
  reserve(request: OrderRequest, by = UNNAMED): Promise<RiskDecision> {
    return this.recorder.record(request, async () => {
      await this.repository.expectOrder(request.clientOrderId);
      const decided = await this.engine.exclusive(() => this.#decide(request, by));
      const decision = await this.#whenStored(decided);
      return decision.decision === 'allowed' ? this.#checkAgain(request, decision, by) : decision;
    });
  }

  /** What an allowed order may cost at most, in USDT, fee and slippage included; null: it brings cash. */
  maxCost({ side, quantity, price }: Reservation): Amount | null {
    return side === 'buy' ? costOf(quantity, price, this.engine.limits.costAllowancePercent) : null;
  }

  /**
   * Books a fill and returns the rolling loss in USDT; a repeated fill changes nothing. Rejects with HttpProblem 503
   * `store_unavailable` if it cannot be stored: the caller repeats it. `learned`: from the API's ledger.
   */
  confirm(fill: ReportedFill, by = UNNAMED, learned: LearnedFill | null = null): Promise<Amount> {
    return this.engine.exclusive(async () => {
      const filledAt = Math.min(fill.filledAt, this.engine.now());
      const before = await this.engine.fill({ ...fill, filledAt }, by, learned).catch(rejectUnstored('the fill'));
      if (before !== null && !sameFill(before, fill)) {
        this.log.error('an order was confirmed again with a different fill; the first one stands', {
          client_order_id: fill.clientOrderId,
          symbol: fill.symbol,
        });
      }
      await this.engine.updateFailsafe().catch((error) => {
        this.log.error('the fail-safe could not be stored', { cause: messageOf(error) });
      });
      return this.engine.loss();
    });
  }

  /**
   * Releases a reservation; false: there is none. Its exposure counts until that is stored, and the next order does not wait
   * for it. Rejects with HttpProblem 503 `store_unavailable`.
   */
  async release(reservationId: string, why: string, by = UNNAMED): Promise<boolean> {
    const { stored } = await this.engine.exclusive(async () => ({
      stored: this.engine.release(reservationId, why, by),
    }));
    return stored.catch(rejectUnstored('the release'));
  }

  async #decide(request: OrderRequest, by: Caller): Promise<Decided> {
    let known: KnownOrder | null;
    try {
      await this.engine.updateFailsafe();
      known = await this.repository.findOrder(request.clientOrderId);
    } catch (error) {
      return { decision: this.#denyUnstored(error), stored: Promise.resolve() };
    }
    const check = this.engine.checkOrder(request, known);
    if (check.result === 'passed') return this.#reserve(request, check, by);
    if (check.result === 'denied') return this.#deny(request, check, by);
    return this.#repeat(check, by);
  }

  #reserve(request: OrderRequest, { price, waived, rules }: PassedCheck, by: Caller): Decided {
    const reservation = this.#reservationFor(request, price);
    const priceAccepted = !waived.some(({ reason }) => PRICE_REASONS.has(reason));
    const stored = this.engine.reserve(reservation, priceAccepted, by);
    return { decision: { decision: 'allowed', reservation, waived, rules }, stored };
  }

  #repeat({ reservation, waived, rules }: RepeatedCheck, by: Caller): Decided {
    const stored = this.repository.appendAudit(orderEntries.repeated(reservation, by, this.engine.now()));
    return { decision: { decision: 'allowed', reservation, waived, rules }, stored };
  }

  #deny(request: OrderRequest, { denials, rules }: DeniedCheck, by: Caller): Decided {
    const stored = this.repository.appendAudit(orderEntries.denied(request, denials, by, this.engine.now()));
    return { decision: { decision: 'denied', denials, rules }, stored };
  }

  /** A denial stands even where it cannot be audited; it is in the log. */
  async #whenStored({ decision, stored }: Decided): Promise<RiskDecision> {
    try {
      await stored;
      return decision;
    } catch (error) {
      // A guard that was led past knows what was: its denial may be one that the guard which leads does not make.
      if (decision.decision === 'allowed' || storeFaultOf(error) === 'superseded') return this.#denyUnstored(error);
      this.engine.storeFailed(error);
      this.log.error('a denial could not be audited', { cause: messageOf(error) });
      return decision;
    }
  }

  /** The kill switch does not wait for the store: it may have been engaged while the reservation was being written. */
  async #checkAgain(request: OrderRequest, decision: AllowedDecision, by: Caller): Promise<RiskDecision> {
    const known: KnownOrder = { state: 'reserved', reservation: decision.reservation };
    const check = this.engine.checkOrder(request, known);
    if (check.result !== 'denied') return decision;
    return this.#whenStored(this.#deny(request, check, by));
  }

  /** The message reaches traders, so it names no path. */
  #denyUnstored(error: unknown): RiskDecision {
    this.engine.storeFailed(error);
    this.log.error('the store failed; the order is denied', { cause: messageOf(error) });
    const actual = storeFaultOf(error);
    const message = `store: expected to accept writes, actual ${actual}`;
    const denial = denialOf('store_unavailable', { limit: 'writable', observed: actual, message });
    return { decision: 'denied', denials: [denial], rules: [{ ...denial, verdict: 'denied' }] };
  }

  #reservationFor(request: OrderRequest, price: Amount): Reservation {
    const { clientOrderId, symbol, side, quantity, reduceOnly, origin, profile, rests } = request;
    const reservedAt = this.engine.now();
    return {
      clientOrderId,
      reservationId: this.ids.next(),
      symbol,
      side,
      quantity,
      reduceOnly,
      origin,
      profile,
      price,
      executed: ZERO,
      reservedAt,
      expiresAt: reservedAt + (rests === true ? RESTING_MS : this.engine.limits.reservationTtlMs),
    };
  }
}

function rejectUnstored(what: string) {
  return (error: unknown): never => {
    throw new HttpProblem(503, 'store_unavailable', `${what} was not stored, send it again: ${messageOf(error)}`);
  };
}
