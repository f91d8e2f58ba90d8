import { hash, uniform } from './arithmetic.ts';
import type { Instrument } from './instrument.ts';
import { buildPricePath, type PricePath, regimeWithin } from './price-path.ts';
import { cycleIndexAt, cycleOf } from './regime-schedule.ts';
import { type MarketRegime, TEMPERAMENTS } from './regimes.ts';

interface PlacedPath extends PricePath {
  readonly from: number;
}

/** Paths kept: about 2.5 kB each. */
const KEPT = 4096;

/** The path that follows from the seed alone: log price relative to the base price, random access by cycle. */
export class SeededPath {
  readonly #seed: number;
  readonly #paths = new Map<string, PlacedPath>();
  /** The path last used for each symbol: most reads are of the next minute. */
  readonly #latest = new Map<string, PlacedPath>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The level at the minute's start. */
  levelAt(instrument: Instrument, minute: number): number {
    const { from, levels } = this.#pathAt(instrument, minute + instrument.shift);
    return levels[minute + instrument.shift - from] ?? 0;
  }

  regimeAt(instrument: Instrument, minute: number): MarketRegime {
    const { from, segments } = this.#pathAt(instrument, minute + instrument.shift);
    return regimeWithin(segments, minute + instrument.shift - from);
  }

  #pathAt(instrument: Instrument, minute: number): PlacedPath {
    const latest = this.#latest.get(instrument.symbol);
    if (latest !== undefined && minute >= latest.from && minute < latest.from + latest.levels.length - 1) return latest;
    const path = this.#pathHolding(instrument, minute);
    this.#latest.set(instrument.symbol, path);
    return path;
  }

  #pathHolding(instrument: Instrument, minute: number): PlacedPath {
    const index = cycleIndexAt(this.#seed, instrument.group, minute);
    const name = `${instrument.symbol} ${index}`;
    const known = this.#paths.get(name);
    if (known !== undefined) return known;
    const { key, group, volatility } = instrument;
    const { from, segments } = cycleOf(this.#seed, group, key, index);
    const path = buildPricePath({
      segments,
      startLevel: this.#anchor(instrument, index),
      endLevel: this.#anchor(instrument, index + 1),
      volatility,
      upDrift: TEMPERAMENTS.trend_up.drift * volatility * (0.85 + 0.4 * uniform(this.#seed, key, index, 31)),
      noise: [hash(this.#seed, key), index, 32],
    });
    const placed = { ...path, from };
    this.#paths.set(name, placed);
    if (this.#paths.size > KEPT) this.#paths.delete(this.#paths.keys().next().value ?? name);
    return placed;
  }

  /** The level at a cycle's start: smooth waves of weeks and days plus a small random part, so always within ±0.3. */
  #anchor({ key, volatility }: Instrument, index: number): number {
    const wave = (period: number, stream: number) => {
      const step = Math.floor(index / period);
      const share = index / period - step;
      const blend = share * share * (3 - 2 * share);
      const [a, b] = [uniform(this.#seed, key, step, stream), uniform(this.#seed, key, step + 1, stream)];
      return 2 * (a + (b - a) * blend) - 1;
    };
    return volatility * (0.15 * wave(160, 33) + 0.03 * wave(16, 34) + 0.003 * wave(1, 35));
  }
}
