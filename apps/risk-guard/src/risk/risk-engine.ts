import type { KillSwitch } from '@qt/contracts';
import { type Amount, decimalText } from '../domain/amount.ts';
import { nextTrip } from '../domain/failsafe.ts';
import { killSwitchOf } from '../domain/kill-switch.ts';
import type { Limits } from '../domain/limits.ts';
import { LOSS_WINDOW_MS, LossWindow } from '../domain/loss-window.ts';
import type { AccountSituation, Situation } from '../domain/order-context.ts';
import type { Order } from '../domain/order-request.ts';
import { Book, ORDER_RATE_WINDOW_MS } from '../domain/portfolio.ts';
import type { Fill, KnownOrder, Reservation } from '../domain/reservation.ts';
import { createSerial } from '../state/serial.ts';
import type { NewAuditEntry } from '../store/audit-entry.ts';
import type { Control, GuardStore } from '../store/guard.repository.ts';

export interface GuardOptions {
  readonly store: GuardStore;
  readonly limits: Limits;
  /** `QT_KILL_SWITCH`. */
  readonly killSwitch: boolean;
  /** Unix ms. */
  readonly now: () => number;
}

/**
 * The guard's state: in memory, so that a decision and a scrape need no query, and in the store, so that it outlives
 * the process. What loosens is written down before it counts; what tightens counts at once, and is written down as
 * soon as the store takes it.
 */
export class Guard {
  /** Runs what changes the state, one after the other; all methods that return a promise are for work inside. */
  readonly exclusive = createSerial();
  readonly limits: Limits;
  readonly #store: GuardStore;
  readonly #now: () => number;
  readonly #book: Book;
  #losses: LossWindow;
  #control: Control;
  /** Is there a control in memory that the store does not have? */
  #unsaved = false;

  private constructor({ store, limits, now }: GuardOptions, control: Control, book: Book, losses: LossWindow) {
    this.limits = limits;
    this.#store = store;
    this.#now = now;
    this.#control = control;
    this.#book = book;
    this.#losses = losses;
  }

  /** Takes the store over and loads what it holds, and the kill switch as the guard before left it. Rejects as the store does. */
  static async open(options: GuardOptions): Promise<{ guard: Guard; killSwitchBefore: KillSwitch }> {
    const now = options.now();
    const content = await options.store.load({
      now,
      lossesSince: now - 2 * LOSS_WINDOW_MS,
      allowedSince: now - ORDER_RATE_WINDOW_MS,
    });
    const losses = new LossWindow(content.realised);
    const guard = new Guard(options, content.control, new Book(content.book), losses);
    const killSwitchBefore = guard.killSwitch;
    const was = content.control.environment;
    const environment = options.killSwitch ? (was ?? { since: now }) : null;
    if (environment !== was) {
      const detail = `QT_KILL_SWITCH is ${options.killSwitch ? 'on' : 'off'}`;
      await guard.loosen({ environment }, guard.entry('environment', 'kill-switch', detail, null));
    }
    await guard.lookAtLoss();
    return { guard, killSwitchBefore };
  }

  now(): number {
    return this.#now();
  }

  get killSwitch(): KillSwitch {
    return killSwitchOf(this.#control.environment, this.#control.killSwitch);
  }

  loss(): Amount {
    return this.#losses.lossAt(this.#now());
  }

  exposure() {
    return this.#book.exposure(this.#now());
  }

  openReservations(): number {
    return this.#book.openReservations(this.#now()).length;
  }

  account(): AccountSituation {
    const now = this.#now();
    return {
      now,
      killSwitch: this.killSwitch,
      state: this.#control.state,
      loss: this.#losses.lossAt(now),
      trip: this.#control.trip,
      ordersLastMinute: this.#book.ordersLastMinute(now),
    };
  }

  /** All that the rules may know when they judge this order. */
  situation({ symbol }: Order, known: KnownOrder | null): Situation {
    const account = this.account();
    return {
      ...account,
      known,
      reference: this.#book.reference(symbol),
      held: this.#book.held(symbol),
      sellable: this.#book.sellable(symbol, account.now),
      committed: this.#book.committed(symbol, account.now),
      ...this.#book.others(symbol, account.now),
      cashOnOrder: this.#book.cashOnOrder(account.now, this.limits.costAllowancePercent),
    };
  }

  /** Holds an allowed order, in the store first. */
  async reserve(reservation: Reservation): Promise<void> {
    await this.#store.reserve(reservation);
    this.#book.reserve(reservation);
  }

  async release(reservationId: string, why: string): Promise<boolean> {
    const reservation = await this.#store.release(reservationId, why);
    if (reservation !== null) this.#book.release(reservation);
    return reservation !== null;
  }

  /** Takes a fill in, in the store first. The fill that its order had before, and then nothing changes; else null. */
  async fill(fill: Fill): Promise<Fill | null> {
    const before = await this.#store.fill(fill);
    if (before !== null) return before;
    this.#book.fill(fill);
    this.#losses.add({ at: fill.filledAt, pnl: fill.realisedPnl });
    return null;
  }

  /** Trips or lifts the fail-safe as the loss says. */
  async lookAtLoss(): Promise<void> {
    const { trip } = this.#control;
    const { maxDailyLoss, failsafeResetMs } = this.limits;
    const next = nextTrip(trip, this.loss(), maxDailyLoss, this.#now(), failsafeResetMs);
    if (next === trip) return;
    if (next === null) return this.loosen({ trip: null }, this.entry('risk-guard', 'fail-safe', 'lifted', null));
    const detail = `tripped by a loss of ${decimalText(next.loss)} USDT`;
    this.tighten({ trip: next });
    await this.save(this.entry('risk-guard', 'fail-safe', detail, null));
  }

  /** Puts a change in force at once; `save` writes it down. */
  tighten(change: Partial<Control>): void {
    this.#control = { ...this.#control, ...change };
    this.#unsaved = true;
  }

  /** Writes the control down as it is. */
  async save(entry: NewAuditEntry | null): Promise<void> {
    const control = this.#control;
    await this.#store.saveControl(control, entry);
    if (control === this.#control) this.#unsaved = false;
  }

  /** Writes a changed control down, then puts it in force; if that fails, rejects, and nothing has changed. */
  async loosen(change: Partial<Control>, entry: NewAuditEntry): Promise<void> {
    await this.#store.saveControl({ ...this.#control, ...change }, entry);
    this.#control = { ...this.#control, ...change };
  }

  /** Forgets losses, reservations and the fail-safe. The kill switch, the trading state and positions stay. */
  async reset(entry: NewAuditEntry): Promise<void> {
    await this.#store.reset({ ...this.#control, trip: null }, entry);
    this.#control = { ...this.#control, trip: null };
    this.#book.clearReservations();
    this.#losses = new LossWindow();
  }

  /** Rejects if the store could not be written now; writes down what it does not have yet. */
  async settle(): Promise<void> {
    if (!this.#unsaved) return this.#store.probe();
    await this.save(null);
  }

  entry(actor: string, action: string, detail: string, requestId: string | null): NewAuditEntry {
    return { at: this.#now(), actor, action, outcome: 'accepted', detail, requestId };
  }
}
