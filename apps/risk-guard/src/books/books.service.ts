import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Instruments, Log } from '@qt/catalogue';
import { type BookedFill, type Books, messageOf } from '@qt/contracts';
import { amount, decimalText, signedCash, signedQuantity, ZERO } from '@qt/domain';
import { PollingService } from '@qt/nest-service';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import { newlyExecuted } from '../domain/executed-so-far.ts';
import { ObservedFacts } from '../domain/observed-facts.ts';
import type { OpenOrder, ReportedFill } from '../domain/reservation.ts';
import { fillOf } from '../orders/orders.mapper.ts';
import { OrdersService } from '../orders/orders.service.ts';
import { RiskEngine } from '../risk/risk-engine.ts';
import { GuardRepository } from '../store/guard.repository.ts';
import { ApiBooks } from './api-books.ts';
import { bookedFillOf, openOrderOf } from './books.mapper.ts';

const PAUSE_MS = { agree: 5000, otherwise: 1000 };
const LEARNER = { actor: 'reconciliation', requestId: null };
const PAGE = 500;
/** The detail names the latest; each is in the audit. */
const DISPUTES_SHOWN = 3;

interface Difference {
  readonly detail: string;
  /** Open orders that the store has lost. */
  readonly lost: readonly OpenOrder[];
  /** Only what fills realised is in dispute: there is nothing to learn. */
  readonly realisedOnly: boolean;
}

/**
 * Compares the guard's books with the API's ledger, at the start and on a timer. Where they differ, each learns the fills
 * that it lacks from the other, and no new risk goes out until they agree. Nothing of it is silent.
 */
@Injectable()
export class BooksService extends PollingService implements OnModuleInit {
  /** When they were last found to differ, Unix ms. */
  #differedAt: number | null = null;
  /** What the API says of its ledger and the exchange. */
  #exchange: Books['exchange'] = { state: 'agree', detail: '' };

  constructor(
    private readonly api: ApiBooks,
    private readonly engine: RiskEngine,
    private readonly orders: OrdersService,
    private readonly repository: GuardRepository,
    private readonly facts: ObservedFacts,
    @Inject(INSTRUMENTS) private readonly instruments: Instruments<'qt_risk_books_differed_timestamp_seconds'>,
    @Inject(LOG) private readonly log: Pick<Log, 'event' | 'warn'>,
  ) {
    super();
  }

  onModuleInit(): void {
    this.instruments.qt_risk_books_differed_timestamp_seconds.observe(() =>
      this.#differedAt === null ? [] : [[this.#differedAt / 1000, {}]],
    );
  }

  /** Compares once, and learns if needed. An API that is away leaves the verdict as it is: it orders nothing. Does not reject. */
  async compare(): Promise<void> {
    try {
      const difference = await this.#difference();
      if (difference === undefined) return;
      if (difference === null) return this.#agreeWith(this.#exchange);
      this.#differ(difference);
      if (difference.realisedOnly) return;
      await this.#learn(difference.lost);
      const left = await this.#difference();
      if (left === null) this.#agreeWith(this.#exchange);
      else if (left !== undefined) this.#differ(left);
    } catch (error) {
      const { current } = this.facts.books;
      const detail = messageOf(error);
      if (current.state === 'unknown')
        this.facts.books.current = { state: 'unknown', detail: `not compared: ${detail}` };
      if (current.state === 'differ') this.facts.books.current = { ...current, detail: `${current.detail}; ${detail}` };
    }
  }

  protected override round(): Promise<void> {
    return this.compare();
  }

  protected override pauseMs(): number {
    return this.facts.books.current.state === 'agree' ? PAUSE_MS.agree : PAUSE_MS.otherwise;
  }

  /** Null: none; undefined: a fill was booked meanwhile, so the two are not of the same instant. */
  async #difference(): Promise<Difference | null | undefined> {
    const { fillsBooked, released } = this.engine;
    const askedAt = this.engine.now();
    const theirs = await this.api.books();
    this.engine.openedWith(amount(theirs.opening_balance));
    this.#exchange = theirs.exchange;
    const orphans = await this.engine.keepReserved(theirs.unsettled, askedAt);
    for (const { reservationId } of orphans) {
      await this.orders.release(reservationId, 'the ledger does not have its order', LEARNER);
    }
    const missing = await this.engine.missingReservations(theirs.open.map(openOrderOf));
    const coming: ReportedFill[] = [];
    let count = await this.repository.countFills();
    for (const fill of theirs.unconfirmed.map(fillOf)) {
      const before = await this.repository.executed(fill.clientOrderId);
      const part = before === null ? fill : newlyExecuted(fill, before);
      if (part !== null) coming.push(part);
      if (before === null) count += 1;
    }
    if (this.engine.fillsBooked !== fillsBooked) return undefined;
    // One of them may have ended since the ledger was read.
    if (missing.length > 0 && this.engine.released !== released) return undefined;
    await this.#reserveAgain(missing.filter(({ dropped }) => dropped).map(({ order }) => order));
    const lost = missing.filter(({ dropped }) => !dropped).map(({ order }) => order);
    return this.#differenceFrom(theirs, count, coming, lost);
  }

  /** The fills under way count as if they were booked here. */
  #differenceFrom(
    theirs: Books,
    count: number,
    coming: readonly ReportedFill[],
    lost: readonly OpenOrder[],
  ): Difference | null {
    const found: string[] = [];
    const note = (what: string, ours: string, other: string) => found.push(`${what} ${ours}, in the ledger ${other}`);
    if (count !== theirs.fills) note('fills', String(count), String(theirs.fills));
    const cash = coming.reduce((sum, fill) => sum.plus(signedCash(fill)), this.engine.cashFlow());
    if (cash.minus(theirs.cash_flow).abs().greaterThan(this.engine.limits.cashTolerance)) {
      note('cash flow', decimalText(cash), theirs.cash_flow);
    }
    const held = new Map(this.engine.positions());
    for (const fill of coming) held.set(fill.symbol, (held.get(fill.symbol) ?? ZERO).plus(signedQuantity(fill)));
    const ledger = new Map(theirs.positions.map(({ symbol, quantity }) => [symbol, amount(quantity)]));
    for (const symbol of new Set([...held.keys(), ...ledger.keys()])) {
      const [ours, other] = [held.get(symbol) ?? ZERO, ledger.get(symbol) ?? ZERO];
      if (!ours.equals(other)) note(symbol, decimalText(ours), decimalText(other));
    }
    if (lost.length > 0) note('open orders', String(theirs.open.length - lost.length), String(theirs.open.length));
    const realisedOnly = found.length === 0;
    for (const { clientOrderId, about, own, reported } of this.engine.disputes().slice(-DISPUTES_SHOWN)) {
      note(
        `${about === 'price' ? 'price of' : 'realised by'} ${clientOrderId}`,
        decimalText(own),
        decimalText(reported),
      );
    }
    return found.length === 0 ? null : { detail: found.join('; '), realisedOnly, lost };
  }

  async #learn(openOrders: readonly OpenOrder[]): Promise<void> {
    const theirs = new Set<string>();
    let learned = 0;
    for await (const page of this.api.fills()) {
      for (const fill of page) {
        theirs.add(fill.client_order_id);
        if (await this.#has(fillOf(fill))) continue;
        await this.orders.confirm(fillOf(fill), LEARNER, { profile: fill.profile });
        learned += 1;
      }
    }
    if (learned > 0) this.log.event('books.adopted', { by: 'risk-guard', fills: learned, orders: 0 });
    await this.#reserveAgain(openOrders);
    const lost = await this.#fillsBut(theirs);
    if (lost.length > 0) await this.api.adopt(lost);
  }

  async #reserveAgain(open: readonly OpenOrder[]): Promise<void> {
    for (const order of open) await this.engine.reserveAgain(order, LEARNER);
    if (open.length > 0) this.log.event('books.adopted', { by: 'risk-guard', fills: 0, orders: open.length });
  }

  async #fillsBut(known: ReadonlySet<string>): Promise<BookedFill[]> {
    const lost: BookedFill[] = [];
    for (let after = 0; ; ) {
      const page = await this.repository.fillsAfter(after, PAGE);
      for (const one of page) if (!known.has(one.fill.clientOrderId)) lost.push(bookedFillOf(one));
      const last = page.at(-1);
      if (last === undefined) return lost;
      after = last.sequence;
    }
  }

  async #has({ clientOrderId, quantity }: ReportedFill): Promise<boolean> {
    const booked = await this.repository.executed(clientOrderId);
    return booked?.quantity.gte(quantity) === true;
  }

  /** Nothing can be learned of a difference with the exchange: an operator settles it at the API. */
  #agreeWith({ state, detail }: Books['exchange']): void {
    if (state === 'differ') this.#differ({ detail: `the exchange: ${detail}`, realisedOnly: false, lost: [] });
    else this.#agree();
  }

  #agree(): void {
    const { current } = this.facts.books;
    this.facts.books.current = { state: 'agree' };
    if (current.state === 'differ') {
      const seconds = (this.engine.now() - current.since) / 1000;
      this.log.event('books.compared', { agree: true, detail: `they agree again after ${seconds} s` });
    }
  }

  #differ({ detail, realisedOnly }: Difference): void {
    const { current } = this.facts.books;
    this.#differedAt = this.engine.now();
    const since = current.state === 'differ' ? current.since : this.#differedAt;
    this.facts.books.current = { state: 'differ', detail, since, realisedOnly };
    if (current.state !== 'differ') this.log.event('books.compared', { agree: false, detail });
  }
}
