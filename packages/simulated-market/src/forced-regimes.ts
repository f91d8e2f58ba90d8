import { hash } from './arithmetic.ts';
import type { Instrument } from './instrument.ts';
import { buildPricePath, type PricePath } from './price-path.ts';
import { type MarketRegime, TEMPERAMENTS } from './regimes.ts';
import type { SeededPath } from './seeded-path.ts';

interface Order {
  readonly regime: MarketRegime | 'auto';
  /** First minute under the order. */
  readonly from: number;
  /** What each symbol's level was when the order came. */
  readonly levels: Map<string, number>;
  readonly paths: Map<string, PricePath>;
}

const BLOCK = 240;
/** Minutes after which a forced trend has slowed to a quarter, and a past one's effect has halved. */
const EASE = 1440;
/** A log price this far from the base is driven no further by another order, so prices stay plausible. */
const DISPLACED = 1.2;
const KEPT = 2048;

/** The seeded path bent by the regimes that were forced on it. Prices stay continuous, and past minutes as they were. */
export class ForcedRegimes {
  readonly #seed: number;
  readonly #path: SeededPath;
  readonly #orders: Order[] = [];

  constructor(seed: number, path: SeededPath) {
    this.#seed = seed;
    this.#path = path;
  }

  /** Every symbol is in the regime from this minute on; `auto` hands back to the seed. Orders come in order of time. */
  force(regime: MarketRegime | 'auto', from: number): void {
    while ((this.#orders.at(-1)?.from ?? -Infinity) >= from) this.#orders.pop();
    this.#orders.push({ regime, from, levels: new Map(), paths: new Map() });
  }

  levelAt(instrument: Instrument, minute: number): number {
    return this.#levelUnder(this.#orderAt(minute), instrument, minute);
  }

  regimeAt(instrument: Instrument, minute: number): MarketRegime {
    const regime = this.#orders[this.#orderAt(minute + 1)]?.regime ?? 'auto';
    return regime === 'auto' ? this.#path.regimeAt(instrument, minute) : regime;
  }

  /** The last order that is older than the minute's start, where the level is still the one before's; -1: none. */
  #orderAt(minute: number): number {
    return this.#orders.findLastIndex((order) => order.from < minute);
  }

  #levelUnder(index: number, instrument: Instrument, minute: number): number {
    const order = this.#orders[index];
    if (order === undefined) return this.#path.levelAt(instrument, minute);
    const start = this.#startLevel(index, order, instrument);
    const age = minute - order.from;
    if (order.regime !== 'auto') return this.#forced(order.regime, order, instrument, start, age);
    const offset = start - this.#path.levelAt(instrument, order.from);
    return this.#path.levelAt(instrument, minute) + (offset * EASE) / (EASE + age);
  }

  #startLevel(index: number, order: Order, instrument: Instrument): number {
    const known = order.levels.get(instrument.symbol);
    if (known !== undefined) return known;
    const level = this.#levelUnder(index - 1, instrument, order.from);
    order.levels.set(instrument.symbol, level);
    return level;
  }

  #forced(regime: MarketRegime, order: Order, instrument: Instrument, start: number, age: number): number {
    const block = Math.floor(age / BLOCK);
    const name = `${instrument.symbol} ${block}`;
    let path = order.paths.get(name);
    if (path === undefined) {
      const { volatility, key } = instrument;
      const { drift } = TEMPERAMENTS[regime];
      const slope = start * drift > 0 && Math.abs(start) > DISPLACED ? 0 : drift * volatility;
      const trend = (minutes: number) => start + (slope * minutes * EASE) / (EASE + minutes);
      path = buildPricePath({
        segments: [{ regime, minutes: BLOCK }],
        startLevel: trend(block * BLOCK),
        endLevel: trend((block + 1) * BLOCK),
        volatility,
        upDrift: 0,
        noise: [hash(this.#seed, key), order.from, hash(block, 36)],
      });
      order.paths.set(name, path);
      if (order.paths.size > KEPT) order.paths.delete(order.paths.keys().next().value ?? name);
    }
    return path.levels[age - block * BLOCK] ?? start;
  }
}
