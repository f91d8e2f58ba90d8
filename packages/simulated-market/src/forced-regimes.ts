import { hash } from './arithmetic.ts';
import type { Instrument } from './instrument.ts';
import { buildPricePath, type PricePath } from './price-path.ts';
import { type MarketRegime, TEMPERAMENTS } from './regimes.ts';
import type { SeededPath } from './seeded-path.ts';

interface Override {
  readonly regime: MarketRegime | 'auto';
  /** First minute of the override. */
  readonly from: number;
  /** Each symbol's level when the override began. */
  readonly levels: Map<string, number>;
  readonly paths: Map<string, PricePath>;
}

const BLOCK = 240;
/** Minutes after which a forced trend has slowed to a quarter, and the effect of a past one has halved. */
const EASE = 1440;
/** A log price this far from the base is not driven further by another override, so prices stay plausible. */
const DISPLACED = 1.2;
const KEPT = 2048;

/** The seeded path with regimes forced on it. Prices stay continuous, and past minutes do not change. */
export class ForcedRegimes {
  readonly #seed: number;
  readonly #path: SeededPath;
  readonly #overrides: Override[] = [];

  constructor(seed: number, path: SeededPath) {
    this.#seed = seed;
    this.#path = path;
  }

  /** Every symbol is in the regime from this minute on; `auto` returns to the seed. Calls must be in order of time. */
  force(regime: MarketRegime | 'auto', from: number): void {
    while ((this.#overrides.at(-1)?.from ?? -Infinity) >= from) this.#overrides.pop();
    this.#overrides.push({ regime, from, levels: new Map(), paths: new Map() });
  }

  levelAt(instrument: Instrument, minute: number): number {
    return this.#levelUnder(this.#overrideAt(minute), instrument, minute);
  }

  regimeAt(instrument: Instrument, minute: number): MarketRegime {
    const regime = this.#overrides[this.#overrideAt(minute + 1)]?.regime ?? 'auto';
    return regime === 'auto' ? this.#path.regimeAt(instrument, minute) : regime;
  }

  /** The last override that began before the minute's start; -1: none. */
  #overrideAt(minute: number): number {
    return this.#overrides.findLastIndex((override) => override.from < minute);
  }

  #levelUnder(index: number, instrument: Instrument, minute: number): number {
    const override = this.#overrides[index];
    if (override === undefined) return this.#path.levelAt(instrument, minute);
    const start = this.#startLevel(index, override, instrument);
    const age = minute - override.from;
    if (override.regime !== 'auto') return this.#forcedLevel(override.regime, override, instrument, start, age);
    const offset = start - this.#path.levelAt(instrument, override.from);
    return this.#path.levelAt(instrument, minute) + (offset * EASE) / (EASE + age);
  }

  #startLevel(index: number, override: Override, instrument: Instrument): number {
    const known = override.levels.get(instrument.symbol);
    if (known !== undefined) return known;
    const level = this.#levelUnder(index - 1, instrument, override.from);
    override.levels.set(instrument.symbol, level);
    return level;
  }

  #forcedLevel(regime: MarketRegime, override: Override, instrument: Instrument, start: number, age: number): number {
    const block = Math.floor(age / BLOCK);
    const name = `${instrument.symbol} ${block}`;
    let path = override.paths.get(name);
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
        noise: [hash(this.#seed, key), override.from, hash(block, 36)],
      });
      override.paths.set(name, path);
      if (override.paths.size > KEPT) override.paths.delete(override.paths.keys().next().value ?? name);
    }
    return path.levels[age - block * BLOCK] ?? start;
  }
}
