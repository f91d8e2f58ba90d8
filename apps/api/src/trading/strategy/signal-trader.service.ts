import { Inject, Injectable } from '@nestjs/common';
import type { Action, Instruments, Log, Profile } from '@qt/catalogue';
import { MINUTE_MS } from '@qt/contracts';
import { type Denial, filterViolation, type PositionKey } from '@qt/domain';
import type { Strategy } from '@qt/model';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import type { Signal } from '../../signals/signal.ts';
import type { SignalEvidence, Submission } from '../domain/submission.ts';
import { InstrumentsService } from '../instruments.service.ts';
import { LedgerRepository } from '../ledger/ledger.repository.ts';
import { type QuotesBySymbol, QuotesService } from '../quotes.service.ts';
import { RequestIdService } from '../request-id.service.ts';
import { PROFILE_STRATEGIES } from '../tokens.ts';
import { OrderBatchService } from './order-batch.service.ts';
import { ProtectionsService } from './protections.service.ts';
import { closingOrder, entryOrder } from './strategy-orders.ts';
import type { TradingReport } from './trading-report.ts';

/** Turns signals into orders as the profiles' strategies say: one position a profile and symbol, opened and closed whole. */
@Injectable()
export class SignalTraderService {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly quotes: QuotesService,
    private readonly batch: OrderBatchService,
    private readonly requestIds: RequestIdService,
    private readonly rules: InstrumentsService,
    private readonly protections: ProtectionsService,
    @Inject(PROFILE_STRATEGIES) private readonly strategies: Readonly<Record<Profile, Strategy>>,
    @Inject(INSTRUMENTS) private readonly instruments: Instruments<'qt_trade_decisions_total'>,
    @Inject(LOG) private readonly log: Pick<Log, 'event'>,
  ) {}

  /** Counts a decision for each signal, and submits the orders that follow from them. An order that fails is in the report. */
  async act(signals: readonly Signal[]): Promise<TradingReport> {
    const decisions: Record<Action, number> = { buy: 0, sell: 0, hold: 0 };
    for (const { symbol, profile, action, confidence, modelVersion } of signals) {
      this.instruments.qt_trade_decisions_total.add(1, { symbol, action });
      this.log.event('decision.made', { symbol, profile, action, confidence, model_version: modelVersion });
      decisions[action]++;
    }
    const held = new Set((await this.ledger.positions()).map(keyText));
    // A position whose signal still says so is held for longer, and not sold to be bought back.
    const wantedLonger = signals.filter((signal) => signal.action === 'buy' && held.has(keyText(signal)));
    await this.ledger.extend(
      wantedLonger.map((signal) => ({ ...keyOf(signal), expiresAt: signal.at + this.#holdMs(signal) })),
    );
    // Long-only: a sell without a position leads to no order, and neither does a buy beside one.
    const wanted = signals.filter((signal) => signal.action === (held.has(keyText(signal)) ? 'sell' : 'buy'));
    const denied = await this.#denied(wanted);
    const due = wanted.filter((signal) => !denied.has(signal));
    const found = await this.quotes.latestOf(due.map(({ symbol }) => symbol));
    const counter = await this.batch.submitEach(due, (signal) =>
      signal.action === 'buy' ? this.#entry(signal, found) : this.#exit(signal, found),
    );
    for (const [signal, denial] of denied) counter.count(signal, { outcome: 'denied', denial });
    return counter.report(decisions);
  }

  async #denied(signals: readonly Signal[]): Promise<ReadonlyMap<Signal, Denial>> {
    const denials = new Map<Signal, Denial>();
    for (const signal of signals.filter(({ action }) => action === 'buy')) {
      const denial = await this.protections.denialOf(signal);
      if (denial !== null) denials.set(signal, denial);
    }
    return denials;
  }

  #holdMs({ profile }: Signal): number {
    return this.strategies[profile].holdMinutes * MINUTE_MS;
  }

  async #entry(signal: Signal, { quotes, failures }: QuotesBySymbol): Promise<Submission | null> {
    const { symbol, profile } = signal;
    const held = await this.ledger.position(signal);
    // What is too small to be sold is no position that stands in the way of another.
    if (held !== null && !(await this.rules.closable(symbol, held.quantity)).isZero()) return null;
    const quote = quotes.get(symbol);
    if (quote === undefined) throw failures.get(symbol) ?? new Error(`no price of ${symbol}`);
    const strategy = this.strategies[profile];
    const instrument = await this.rules.tradable(symbol);
    const order = entryOrder(signal, strategy, quote.price, instrument, this.requestIds.current());
    if (order.quantity.isZero()) throw new Error(`${strategy.notionalUsdt} USDT of ${symbol} is less than one lot`);
    const violation = filterViolation(instrument, { quantity: order.quantity, price: quote.price });
    if (violation !== null) throw new Error(violation.message);
    return { order, quote, signal: this.#evidence(signal) };
  }

  async #exit(signal: Signal, { quotes }: QuotesBySymbol): Promise<Submission | null> {
    const position = await this.ledger.position(signal);
    if (position === null) return null;
    const quantity = await this.rules.closable(position.symbol, position.quantity);
    if (quantity.isZero()) return null;
    const order = closingOrder({ ...position, quantity }, 'signal', signal.at, this.requestIds.current());
    const quote = quotes.get(signal.symbol) ?? this.quotes.lastKnown(signal.symbol);
    return { order, quote, signal: this.#evidence(signal) };
  }

  #evidence({ confidence, profile, modelVersion, modelExpiresAt }: Signal): SignalEvidence {
    return { confidence, entryThreshold: this.strategies[profile].entryThreshold, modelVersion, modelExpiresAt };
  }
}

const keyOf = ({ symbol, profile }: PositionKey): PositionKey => ({ symbol, profile });

const keyText = ({ symbol, profile }: PositionKey) => `${profile}:${symbol}`;
