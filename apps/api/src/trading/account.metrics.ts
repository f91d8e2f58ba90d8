import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type Instruments, POSITION_OWNERS } from '@qt/catalogue';
import { type Amount, amount, total, ZERO } from '@qt/domain';
import { MarketData } from '@qt/market-data';
import { PollingService } from '@qt/nest-service';
import { INSTRUMENTS, LOG } from '@qt/telemetry';
import type { Position } from './domain/position.ts';
import { LedgerRepository } from './ledger/ledger.repository.ts';

type AccountInstruments = Instruments<
  'qt_positions_open' | 'qt_position_notional' | 'qt_account_equity' | 'qt_account_drawdown' | 'qt_realised_pnl'
>;
type Owner = (typeof POSITION_OWNERS)[number];

/** As often as metrics are scraped. */
const INTERVAL_MS = 15_000;

/** The gauges of the account: positions at their last known prices, equity, drawdown, and what was realised by whom. */
@Injectable()
export class AccountMetrics extends PollingService {
  readonly #realised = new Map<Owner, Amount>(POSITION_OWNERS.map((owner) => [owner, ZERO]));
  #lastFill = 0;
  #valued = new Set<string>();

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly market: MarketData,
    @Inject(INSTRUMENTS) private readonly instruments: AccountInstruments,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
  ) {
    super();
  }

  protected override pauseMs(): number {
    return INTERVAL_MS;
  }

  /** Reads the ledger and sets every gauge. Rejects if the ledger cannot be read. */
  async update(): Promise<void> {
    await this.#updateRealised();
    const { totals, positions } = await this.ledger.holdings();
    this.instruments.qt_positions_open.set(positions.length);
    const values = valuesOf(positions, (symbol) => this.market.lastKnownPrice(symbol)?.price);
    this.#setNotionals(values);
    const unpriced = positions.some(({ symbol }) => !values.has(symbol));
    if (unpriced) {
      this.instruments.qt_account_equity.end({});
      this.instruments.qt_account_drawdown.end({});
      return;
    }
    const equity = totals.cash.plus(total([...values.values()]));
    const peak = await this.ledger.raiseEquityPeak(equity);
    this.instruments.qt_account_equity.set(equity.toNumber());
    this.instruments.qt_account_drawdown.set(peak.isZero() ? 0 : peak.minus(equity).dividedBy(peak).toNumber());
  }

  protected override async round(): Promise<void> {
    try {
      await this.update();
    } catch (error) {
      this.log.warn('the gauges of the account could not be updated', { error });
    }
  }

  async #updateRealised(): Promise<void> {
    for (const { sequence, profile, pnl } of await this.ledger.realisedSince(this.#lastFill)) {
      const owner = profile ?? 'manual';
      this.#realised.set(owner, (this.#realised.get(owner) ?? ZERO).plus(pnl));
      this.#lastFill = sequence;
    }
    for (const [profile, pnl] of this.#realised) this.instruments.qt_realised_pnl.set(pnl.toNumber(), { profile });
  }

  #setNotionals(values: ReadonlyMap<string, Amount>): void {
    for (const symbol of this.#valued) if (!values.has(symbol)) this.instruments.qt_position_notional.end({ symbol });
    for (const [symbol, value] of values) this.instruments.qt_position_notional.set(value.toNumber(), { symbol });
    this.#valued = new Set(values.keys());
  }
}

/** What the positions in each symbol are worth, in USDT; a symbol without a price is left out. */
function valuesOf(
  positions: readonly Position[],
  priceOf: (symbol: string) => string | undefined,
): ReadonlyMap<string, Amount> {
  const values = new Map<string, Amount>();
  for (const { symbol, quantity } of positions) {
    const price = priceOf(symbol);
    if (price === undefined) continue;
    values.set(symbol, (values.get(symbol) ?? ZERO).plus(quantity.times(amount(price))));
  }
  return values;
}
