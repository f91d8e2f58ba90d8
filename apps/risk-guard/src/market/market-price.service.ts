import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { amount } from '@qt/domain';
import type { PriceSource } from '@qt/market-data';
import { PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import type { MarketPrice } from '../domain/market-prices.ts';
import { GuardSettings } from '../guard-settings.ts';
import { RiskEngine } from '../risk/risk-engine.ts';
import { PRICE_FEED } from './price-feed.ts';
import { SimulatorProbe } from './simulator-probe.ts';

const PAUSE_MS = { beforeFirst: 500, usual: 5000, withFallback: 15_000 };

/**
 * Asks the providers for the prices of every symbol on a timer, in one call, so that no order waits for the network. What
 * comes is what orders are judged by and positions are marked to, whatever the caller of an order says.
 */
@Injectable()
export class MarketPriceService extends PollingService {
  readonly #stopping = new AbortController();
  #pauseMs = PAUSE_MS.beforeFirst;
  /** Whether the providers have been reached once: a simulator that is still starting is not a failing provider. */
  #begun = false;
  #missing = '';

  constructor(
    @Inject(PRICE_FEED) private readonly feed: PriceSource,
    private readonly simulator: SimulatorProbe,
    private readonly engine: RiskEngine,
    private readonly settings: GuardSettings,
    @Inject(LOG) private readonly log: Pick<Log, 'info' | 'warn' | 'error'>,
  ) {
    super();
  }

  override onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    return super.onModuleDestroy();
  }

  /** Gets the prices once. Does not reject. */
  async refresh(): Promise<void> {
    try {
      this.#begun ||= await this.simulator.isUp(this.#stopping.signal);
      if (this.#begun) await this.#poll();
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.log.error('prices could not be read', { cause: messageOf(error) });
    }
  }

  protected override round(): Promise<void> {
    return this.refresh();
  }

  protected override pauseMs(): number {
    return this.#pauseMs;
  }

  async #poll(): Promise<void> {
    const { prices, failures } = await this.feed.prices(this.#symbols(), this.#stopping.signal);
    const accepted = [...prices.values()].map((one): MarketPrice => ({ ...one, price: amount(one.price) }));
    await this.engine.markToMarket(accepted);
    // CoinGecko has a new price once a minute, and limits how often it is asked.
    const fallback = accepted.length === 0 || accepted.some(({ source }) => source !== 'binance');
    this.#pauseMs = fallback ? PAUSE_MS.withFallback : PAUSE_MS.usual;
    this.#report([...failures.keys()]);
  }

  /** What may be ordered, and what is held although it may not. */
  #symbols(): string[] {
    const held = this.engine.exposure().map(({ symbol }) => symbol);
    return [...new Set([...this.settings.limits.allowedSymbols, ...held])];
  }

  /** Logs one line whenever the set of missing symbols changes. */
  #report(missing: readonly string[]): void {
    const text = missing.join(', ');
    if (text === this.#missing) return;
    if (text === '') this.log.info('every symbol has a market price again');
    else this.log.warn(`no provider has a market price of ${text}: new risk in it stops as the last one ages`);
    this.#missing = text;
  }
}
