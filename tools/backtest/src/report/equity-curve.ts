import type { PaperAccount } from '@qt/api/backtest';
import type { EquitySample } from '@qt/performance';
import type { VirtualMarket } from '../walk/virtual-market.ts';

/** Samples the account each minute; its books are read again only after an order filled. */
export class EquityCurve {
  readonly samples: EquitySample[] = [];
  readonly #ledger: PaperAccount['ledger'];
  readonly #market: VirtualMarket;
  #held: { readonly cash: number; readonly positions: ReadonlyMap<string, number> } | undefined;

  constructor(ledger: PaperAccount['ledger'], market: VirtualMarket) {
    this.#ledger = ledger;
    this.#market = market;
  }

  /** Whether the account holds no position, as of the last sample. */
  get flat(): boolean {
    return this.#held?.positions.size === 0;
  }

  async sample(changed: boolean): Promise<void> {
    if (changed || this.#held === undefined) this.#held = await this.#read();
    const { cash, positions } = this.#held;
    let exposure = 0;
    for (const [symbol, quantity] of positions) exposure += quantity * (this.#market.lastPriceOf(symbol) ?? 0);
    this.samples.push({ at: this.#market.time, equity: cash + exposure, exposure });
  }

  async #read() {
    const { cash } = await this.#ledger.totals();
    const positions = new Map<string, number>();
    for (const { symbol, quantity } of await this.#ledger.positions()) {
      positions.set(symbol, (positions.get(symbol) ?? 0) + quantity.toNumber());
    }
    return { cash: cash.toNumber(), positions };
  }
}
