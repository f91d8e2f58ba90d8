import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { type Amount, decimalText, quoteAssetOf, ZERO } from '@qt/domain';
import { NOW, PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { ApiConfig } from '../../config.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { isOpen } from '../orders/open-order.ts';
import { OrderService } from '../orders/order.service.ts';
import { Venue } from '../venue/venue.ts';
import { compareBooks, type ExchangeSide, type LedgerSide } from './compare-books.ts';
import type { Difference } from './difference.ts';
import { ExchangeStatus } from './exchange-status.ts';
import { fillKey } from './fill-key.ts';
import { MissedFillsService } from './missed-fills.service.ts';
import { ReconciliationRepository } from './reconciliation.repository.ts';

const PAUSE_MS = { agree: 30_000, otherwise: 5000 };
/** Fills are compared from this long before both last agreed, ms: the exchange's clock is another one, and it may list late. */
const OVERLAP_MS = 600_000;
const ACTOR = 'qt-api';

/**
 * Compares the ledger with the exchange's orders, fills and balances, at the start and on a timer. What is ours and was missed
 * is booked; until nothing else differs, no new risk goes out.
 */
@Injectable()
export class ReconciliationService extends PollingService {
  #failing = false;

  constructor(
    private readonly venue: Venue,
    private readonly ledger: LedgerRepository,
    private readonly repository: ReconciliationRepository,
    @Inject(OrderService) private readonly orders: Pick<OrderService, 'betweenOrders'>,
    private readonly missed: MissedFillsService,
    private readonly status: ExchangeStatus,
    private readonly config: ApiConfig,
    @Inject(LOG) private readonly log: Pick<Log, 'event' | 'warn'>,
    @Inject(NOW) private readonly now: () => number,
  ) {
    super();
  }

  get quoteAsset(): string {
    return quoteAssetOf(this.config.QT_SYMBOLS[0] ?? '');
  }

  /** What the exchange should hold of an asset that is neither cash nor in a position. */
  async besides(asset: string): Promise<Amount> {
    return (await this.repository.besides(this.quoteAsset)).get(asset) ?? ZERO;
  }

  /**
   * Compares once, and books what was missed. An exchange that is away leaves the verdict as it is: nothing can be ordered
   * there. Does not reject.
   */
  async reconcile(): Promise<void> {
    const { booksUrl } = this.venue;
    if (booksUrl === null) return;
    try {
      if ((await this.repository.account()) === null) await this.#open(booksUrl);
      let found = await this.#differences();
      if (found !== null && found.length > 0) {
        await this.#resolve(found);
        // Read again: a fill that came between two answers of the exchange is no difference.
        found = await this.#differences();
      }
      if (found !== null) await this.#conclude(found);
      this.#failing = false;
    } catch (error) {
      const { current } = this.status;
      if (current.state === 'unknown') {
        this.status.current = { state: 'unknown', detail: `not compared: ${messageOf(error)}` };
      }
      if (!this.#failing) this.log.warn('ledger and exchange could not be compared', { error });
      this.#failing = true;
    }
  }

  protected override round(): Promise<void> {
    return this.reconcile();
  }

  protected override pauseMs(): number {
    return this.status.current.state === 'agree' ? PAUSE_MS.agree : PAUSE_MS.otherwise;
  }

  async #open(url: string): Promise<void> {
    const holdings = new Map<string, Amount>();
    for (const [asset, { free, locked }] of await this.venue.balances()) holdings.set(asset, free.plus(locked));
    const by = { at: this.now(), actor: ACTOR, reason: `the first start with ${url}` };
    await this.orders.betweenOrders(() => this.repository.open(url, this.quoteAsset, holdings, by));
    const opened = [...holdings].map(([asset, held]) => `${decimalText(held)} ${asset}`).join(', ');
    this.log.event('exchange.adopted', { by: by.actor, reason: by.reason, adopted: opened });
  }

  /** Null: an order went on meanwhile, so the two are not of the same time. */
  async #differences(): Promise<Difference[] | null> {
    const { repository } = this;
    const account = await repository.account();
    // What was before the account's opening is in its opening balances.
    const since = Math.max(account?.openedAt ?? 0, (account?.reconciledAt ?? 0) - OVERLAP_MS);
    const revision = await repository.revision();
    const working = await this.ledger.unfinished();
    if (working.some(({ state }) => state === 'new' || state === 'reserved' || state === 'sent')) return null;
    const exchange = await this.#read(since);
    const found = compareBooks(await this.#ledgerSide(since, exchange, !working.every(isOpen)), exchange);
    return (await repository.revision()) === revision ? found : null;
  }

  async #ledgerSide(since: number, { fills, openOrders }: ExchangeSide, moving: boolean): Promise<LedgerSide> {
    const { repository, quoteAsset } = this;
    const { totals, positions } = await this.ledger.holdings();
    const booked = await repository.booked(fills);
    const asked = [...fills.filter((fill) => !booked.has(fillKey(fill))), ...openOrders];
    return {
      quoteAsset,
      cash: totals.cash,
      positions,
      besides: await repository.besides(quoteAsset),
      fills: await repository.fillsSince(since),
      booked,
      ownOrders: await repository.ownOrders(asked.map(({ venueOrderId }) => venueOrderId)),
      accepted: await repository.accepted(),
      moving,
    };
  }

  async #read(since: number): Promise<ExchangeSide> {
    const openOrders = await this.venue.openOrders();
    const fills = [];
    for (const symbol of this.config.QT_SYMBOLS) fills.push(...(await this.venue.fillsSince(symbol, since)));
    return { openOrders, fills, balances: await this.venue.balances() };
  }

  /** Books what is ours, and cancels what is ours and should have ended. */
  #resolve(found: readonly Difference[]): Promise<void> {
    return this.orders.betweenOrders(async () => {
      for (const one of found) {
        if (!('clientOrderId' in one) || one.clientOrderId === null) continue;
        if (one.kind === 'fill') await this.missed.book(one.fill, one.clientOrderId);
        else await this.venue.cancel(one.order);
      }
    });
  }

  async #conclude(differences: readonly Difference[]): Promise<void> {
    const { current } = this.status;
    const at = this.now();
    if (differences.length === 0) {
      await this.repository.agreed(at);
      this.status.current = { state: 'agree', comparedAt: at };
      if (current.state === 'differ') {
        const seconds = (at - current.since) / 1000;
        this.log.event('exchange.compared', { agree: true, detail: `they agree again after ${seconds} s` });
      }
      return;
    }
    this.status.current = {
      state: 'differ',
      differences,
      since: current.state === 'differ' ? current.since : at,
    };
    const known = new Set(current.state === 'differ' ? current.differences.map(({ id }) => id) : []);
    for (const { id, detail } of differences) {
      if (!known.has(id)) this.log.event('exchange.compared', { agree: false, detail });
    }
  }
}
