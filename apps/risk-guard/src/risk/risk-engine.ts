import type { Log, Profile } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { type Amount, decimalText, ZERO } from '@qt/domain';
import pLimit from 'p-limit';
import { type Caller, orderEntries, UNNAMED } from '../audit/order-entries.ts';
import { checkOrder } from '../domain/check-order.ts';
import { ClockWatch } from '../domain/clock-watch.ts';
import type { OrderCheck } from '../domain/decision.ts';
import { newlyExecuted } from '../domain/executed-so-far.ts';
import { nextTrip } from '../domain/failsafe.ts';
import { expectedPriceOf } from '../domain/fill-price.ts';
import { type LimitOverrides, limitsInForce } from '../domain/limit-overrides.ts';
import type { Limits } from '../domain/limits.ts';
import { LOSS_WINDOW_MS, LossWindow } from '../domain/loss-window.ts';
import type { MarketPrice } from '../domain/market-prices.ts';
import { ObservedFacts } from '../domain/observed-facts.ts';
import type { AccountState, OrderContext } from '../domain/order-context.ts';
import type { OrderRequest } from '../domain/order-request.ts';
import { type Exposure, ORDER_RATE_WINDOW_MS, Portfolio } from '../domain/portfolio.ts';
import type { FillDispute, RealisedBooks } from '../domain/realised-books.ts';
import type { KnownOrder, OpenOrder, ReportedFill, Reservation } from '../domain/reservation.ts';
import type { GuardSettings } from '../guard-settings.ts';
import type { NewAuditEntry } from '../store/audit-entry.ts';
import type { GuardContent, GuardRepository } from '../store/guard.repository.ts';
import { applyEnvironment } from './apply-environment.ts';
import { type MissingReservation, OpenOrders } from './open-orders.ts';
import { TradingControls } from './trading-controls.ts';

/** A fill that the guard learned from the API's ledger. */
export interface LearnedFill {
  readonly profile: Profile | null;
}

/**
 * The state of the account: in memory, so that checks and scrapes need no query, and in the store, so that it survives
 * the process. Methods that return a promise change it; call them inside `exclusive`.
 */
export class RiskEngine {
  /** Runs one piece of work at a time, in the order of the calls. */
  readonly exclusive = pLimit(1);
  /** What the environment allows the limits to be. */
  readonly bounds: Limits;
  readonly controls: TradingControls;
  readonly now: () => number;
  /** Since the start. */
  fillsBooked = 0;
  /** Reservations that were released since the start. */
  released = 0;
  readonly #repository: GuardRepository;
  #openingCash: Amount;
  readonly #opensAtExchange: boolean;
  #limits: { readonly overrides: LimitOverrides; readonly inForce: Limits } | undefined;
  readonly #facts: ObservedFacts;
  readonly #portfolio: Portfolio;
  readonly #openOrders: OpenOrders;
  readonly #losses: LossWindow;
  readonly #realised: RealisedBooks;
  #disputes: readonly FillDispute[];
  #storeFault: string | null = null;
  #probe: Promise<void> | null = null;
  /** The last time at which the clock could be trusted, Unix ms. */
  #trustedAt: number;

  private constructor(
    repository: GuardRepository,
    { limits, openingCash }: GuardSettings,
    now: () => number,
    content: GuardContent,
    facts: ObservedFacts,
  ) {
    this.bounds = limits;
    this.#openingCash = openingCash ?? ZERO;
    this.#opensAtExchange = openingCash === null;
    this.controls = new TradingControls(repository, content.controls);
    this.now = now;
    this.#trustedAt = now();
    this.#repository = repository;
    this.#facts = facts;
    this.#portfolio = new Portfolio(content.portfolio, facts.market);
    this.#openOrders = new OpenOrders(repository, this.#portfolio, facts.market);
    this.#losses = new LossWindow(content.realised);
    this.#realised = content.books;
    this.#disputes = content.disputes;
  }

  /** Takes over the store, loads its state and applies the environment. Rejects if the store does. */
  static async load(
    repository: GuardRepository,
    settings: GuardSettings,
    now: () => number,
    log: Log,
    facts = new ObservedFacts(new ClockWatch(now, () => performance.now())),
  ): Promise<RiskEngine> {
    const { limits, killSwitch } = settings;
    const at = now();
    const lossesSince = at - 2 * LOSS_WINDOW_MS;
    const content = await repository.load({
      now: at,
      lossesSince,
      allowedSince: at - ORDER_RATE_WINDOW_MS,
      recentSince: at - limits.duplicateWindowMs,
    });
    const engine = new RiskEngine(repository, settings, now, content, facts);
    await engine.#raiseEquityPeak();
    await applyEnvironment(engine.controls, killSwitch, at, log);
    await engine.updateFailsafe();
    return engine;
  }

  /** The limits in force. */
  get limits(): Limits {
    const { limits: overrides } = this.controls.current;
    if (this.#limits?.overrides !== overrides) {
      this.#limits = { overrides, inForce: limitsInForce(this.bounds, overrides) };
    }
    return this.#limits.inForce;
  }

  /** Cash and positions at market prices, in USDT. */
  equity(): Amount {
    return this.#cash().plus(this.#portfolio.value());
  }

  /** The highest equity so far, in USDT. */
  equityPeak(): Amount {
    return this.controls.current.equityPeak ?? this.#openingCash;
  }

  #cash(): Amount {
    return this.#openingCash.plus(this.#portfolio.cashFlow());
  }

  /**
   * By confirmed prices alone: a peak that one wrong price made would deny new risk for long. A store that cannot take a new
   * peak now gets it with the next probe.
   */
  async #raiseEquityPeak(): Promise<void> {
    const value = this.#portfolio.confirmedValue();
    if (value === null) return;
    const equity = this.#cash().plus(value);
    if (equity.lte(this.equityPeak())) return;
    this.controls.tighten({ equityPeak: equity });
    await this.controls.save(null).catch(() => undefined);
  }

  /** What the account was opened with, as the API reconciles it with the exchange; on paper it is configured. USDT. */
  openedWith(cash: Amount): void {
    if (this.#opensAtExchange) this.#openingCash = cash;
  }

  /** What fills have added to the opening cash, USDT. */
  cashFlow(): Amount {
    return this.#portfolio.cashFlow();
  }

  /** Bought less sold, by symbol, in the base asset. */
  positions(): ReadonlyMap<string, Amount> {
    return this.#portfolio.positions();
  }

  /** Takes prices of a provider: orders are judged by them, and positions marked to them, from now on. */
  async markToMarket(prices: readonly MarketPrice[]): Promise<void> {
    this.#facts.market.accept(prices);
    await this.exclusive(() => this.#raiseEquityPeak());
  }

  /** The guard's own prices, the newest of each symbol. */
  marketPrices(): MarketPrice[] {
    return this.#facts.market.all();
  }

  /** When the model registry answered last, Unix ms; null: never. */
  modelsAsOf(): number | null {
    return this.#facts.models.asOf();
  }

  /** Of the prices of symbols that may be ordered. */
  #newestPrice(): MarketPrice | null {
    let newest: MarketPrice | null = null;
    for (const symbol of this.bounds.allowedSymbols) {
      const price = this.#facts.market.latest(symbol);
      if (price !== null && price.observedAt > (newest?.observedAt ?? 0)) newest = price;
    }
    return newest;
  }

  /**
   * The time to judge by, Unix ms. While the clock cannot be trusted it does not go on, so that no loss, fail-safe or
   * reservation ends because the clock jumped ahead.
   */
  #trustedNow(): number {
    const now = this.now();
    const trusted = Math.abs(this.#facts.clock.offset()) <= this.limits.maxClockSkewMs;
    if (trusted) this.#trustedAt = now;
    return Math.min(now, this.#trustedAt);
  }

  /** While this clock is too far behind a provider's, the provider's time; else 0. Unix ms. */
  #providerTimeIfBehind(): number {
    const offset = this.#facts.clock.offset();
    return offset > this.limits.maxClockSkewMs ? this.now() + offset : 0;
  }

  loss(): Amount {
    return this.#losses.lossAt(this.#trustedNow());
  }

  /** The fills in the loss window whose profit or loss the caller reported wrongly. */
  disputes(): readonly FillDispute[] {
    const since = this.#trustedNow() - LOSS_WINDOW_MS;
    return this.#disputes.filter(({ at }) => at > since);
  }

  exposure(): Exposure[] {
    return this.#portfolio.exposure(this.#trustedNow());
  }

  openReservations(): number {
    return this.#portfolio.openReservations(this.#trustedNow()).length;
  }

  account(): AccountState {
    const now = this.#trustedNow();
    const { tradingState, trip } = this.controls.current;
    return {
      now,
      killSwitch: this.controls.killSwitch,
      tradingState,
      loss: this.#losses.lossAt(now),
      equity: this.equity(),
      equityPeak: this.equityPeak(),
      trip,
      ordersLastMinute: this.#portfolio.ordersLastMinute(now),
      cancelsLastMinute: this.#portfolio.cancelsLastMinute(now),
      books: this.#facts.books.current,
      clockOffsetMs: this.#facts.clock.offset(),
      newestPrice: this.#newestPrice(),
      storeFault: this.#storeFault,
    };
  }

  /** Tries a write, so that the account knows whether the store accepts one; who asks meanwhile waits for the same. */
  probeStore(): Promise<void> {
    this.#probe ??= this.#tryWrite().finally(() => {
      this.#probe = null;
    });
    return this.#probe;
  }

  /** Never rejects. */
  async #tryWrite(): Promise<void> {
    try {
      await this.exclusive(() => this.controls.flush());
      this.#storeFault = null;
    } catch (error) {
      this.storeFailed(error);
    }
  }

  /** Takes note of a write that failed. */
  storeFailed(error: unknown): void {
    this.#storeFault = messageOf(error);
  }

  /** What the rules may know when they check an order in this symbol. */
  context(symbol: string, known: KnownOrder | null): OrderContext {
    const account = this.account();
    const { costAllowancePercent } = this.limits;
    return {
      ...account,
      known,
      recent: this.#portfolio.recent(account.now, this.limits.duplicateWindowMs),
      models: this.#facts.models.all(),
      market: this.#facts.market.latest(symbol),
      reference: this.#portfolio.reference(symbol),
      held: this.#portfolio.held(symbol),
      sellable: this.#portfolio.sellable(symbol, account.now),
      committed: this.#portfolio.committed(symbol, account.now),
      ...this.#portfolio.others(symbol, account.now, costAllowancePercent),
      cash: this.#cash(),
      cashOnOrder: this.#portfolio.cashOnOrder(account.now, costAllowancePercent),
      lossOnOrder: this.#portfolio.lossOnOrder(account.now, costAllowancePercent),
    };
  }

  /** Checks an order against the rules as the account is now. */
  checkOrder(request: OrderRequest, known: KnownOrder | null): OrderCheck {
    return checkOrder(request, this.context(request.symbol, known), this.limits);
  }

  /**
   * Reserves an allowed order: its exposure counts from the call on, and is stored when the promise resolves. Rejects, and
   * gives the exposure back, if it cannot be stored. `priceAccepted`: its price is the symbol's next reference.
   */
  async reserve(reservation: Reservation, priceAccepted = true, by = UNNAMED): Promise<void> {
    const entry = orderEntries.allowed(reservation, by, this.now());
    const stored = this.#repository.reserve(reservation, priceAccepted, entry);
    this.#portfolio.reserve(reservation, priceAccepted);
    const raised = this.#raiseEquityPeak();
    try {
      await stored;
    } catch (error) {
      this.#portfolio.release(reservation);
      throw error;
    }
    await raised;
  }

  /**
   * These orders may still fill, and no others but those that are being placed: their reservations count on, if expired.
   * Returns the reservations of orders that were to rest, and that the API's ledger, asked at `askedAt` (Unix ms), did not have.
   */
  keepReserved(clientOrderIds: readonly string[], askedAt: number): Promise<Reservation[]> {
    return this.exclusive(() => this.#openOrders.keep(clientOrderIds, askedAt, this.#trustedNow()));
  }

  /** Those of these open orders that nothing is reserved for. */
  missingReservations(open: readonly OpenOrder[]): Promise<MissingReservation[]> {
    return this.#openOrders.missing(open);
  }

  /** Reserves what may still fill of an open order. Rejects if no price says what that may cost, or if it cannot be stored. */
  reserveAgain(order: OpenOrder, by: Caller): Promise<void> {
    return this.exclusive(() => this.#openOrders.reserveAgain(order, by, this.now()));
  }

  /** Returns whether there was such a reservation. */
  async release(reservationId: string, why: string, by = UNNAMED): Promise<boolean> {
    const at = this.now();
    const entry = orderEntries.released(reservationId, why, by, at);
    const reservation = await this.#repository.release(reservationId, why, at, entry);
    if (reservation === null) return false;
    this.#portfolio.cancel(reservation, at);
    this.released += 1;
    return true;
  }

  /**
   * Books what an order newly executed, in the store first, and returns null; if that is nothing, returns what was booked
   * before. It counts from when it filled on, but not before its order was reserved: its caller cannot date a loss out of the window, nor can a
   * clock that was set back. One of an order that the guard does not know counts from now on, unless it was learned.
   */
  async fill(reported: ReportedFill, by = UNNAMED, learned: LearnedFill | null = null): Promise<ReportedFill | null> {
    const { clientOrderId: id } = reported;
    const before = await this.#repository.executed(id);
    const fill = before === null ? reported : before.open ? newlyExecuted(reported, before) : null;
    if (fill === null) return this.#nothingNew(reported, before, by);
    const known = await this.#repository.findOrder(id);
    const order = known === null || known.state === 'filled' ? null : known.reservation;
    const owner = order === null ? (learned?.profile ?? undefined) : order.profile;
    const earliest = order?.reservedAt ?? (learned === null ? this.now() : fill.filledAt);
    const countedAt = Math.ceil(Math.max(fill.filledAt, earliest, learned === null ? this.#providerTimeIfBehind() : 0));
    const expectedPrice = expectedPriceOf(fill, order, this.#facts.market.latest(fill.symbol), this.limits);
    const booking = this.#realised.evaluate(fill, owner, { at: countedAt, expectedPrice });
    const entry = orderEntries.filled(fill, booking.pnl, expectedPrice, by, this.now());
    const count = { profile: owner ?? null, countedAt, expectedPrice };
    await this.#repository.fill(fill, entry, before === null ? count : { ...count, before: before.quantity });
    this.#portfolio.fill(fill);
    this.#realised.apply(booking);
    this.fillsBooked += 1;
    this.#losses.add({ at: booking.at, pnl: booking.pnl });
    if (booking.dispute !== null) this.#disputes = [...this.disputes(), booking.dispute];
    await this.#raiseEquityPeak();
    return null;
  }

  /** Returns what was booked; if its order has ended, nothing of it stays reserved. */
  async #nothingNew(reported: ReportedFill, before: ReportedFill | null, by: Caller): Promise<ReportedFill | null> {
    if (before?.open === true && !reported.open) {
      await this.#repository.endOrder(before.clientOrderId, orderEntries.ended(before, by, this.now()));
      this.#portfolio.endOrder(before.clientOrderId);
    }
    return before;
  }

  /** All that was booked of an order; null: nothing. */
  executed(clientOrderId: string): Promise<ReportedFill | null> {
    return this.#repository.executed(clientOrderId);
  }

  /** Takes note that an operator has settled the dispute over an order's fill. */
  async settleDispute(clientOrderId: string, entry: NewAuditEntry): Promise<void> {
    await this.#repository.settleDispute(clientOrderId, entry);
    this.#disputes = this.#disputes.filter((one) => one.clientOrderId !== clientOrderId);
  }

  /** Trips or lifts the fail-safe according to the current loss. */
  async updateFailsafe(): Promise<void> {
    const { trip } = this.controls.current;
    const { maxDailyLoss, failsafeResetMs } = this.limits;
    const next = nextTrip(trip, this.loss(), maxDailyLoss, this.#trustedNow(), failsafeResetMs);
    if (next === trip) return;
    if (next === null) {
      await this.controls.loosen({ trip: null }, this.auditEntry('risk-guard', 'fail-safe', 'lifted', null));
      return;
    }
    this.controls.tighten({ trip: next });
    const detail = `tripped by a loss of ${decimalText(next.loss)} USDT`;
    await this.controls.save(this.auditEntry('risk-guard', 'fail-safe', detail, null));
  }

  /** Drops reservations and the fail-safe's trip. The loss that was stays, as do kill switch, state and positions. */
  async reset(entry: NewAuditEntry): Promise<void> {
    await this.controls.reset(entry);
    this.#portfolio.clearReservations();
  }

  auditEntry(actor: string, action: string, detail: string, requestId: string | null): NewAuditEntry {
    return { at: this.now(), actor, action, outcome: 'accepted', detail, requestId };
  }
}
