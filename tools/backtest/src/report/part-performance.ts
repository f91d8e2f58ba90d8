import type { Candle } from '@qt/contracts';
import { type EquitySample, type Performance, performanceOf, type TradedFill } from '@qt/performance';
import { type History, indexAt } from '../history/history.ts';

/** How a part of the account did, as if the rest had stood still. */
export interface PartPerformance extends Performance {
  /** The value of what it held as a share of the whole account's equity: over all the time, and at most. */
  readonly mean_exposure_share: number;
  readonly max_exposure_share: number;
}

/** What the minutes of a walk were worth: the account's samples, one a minute, and each symbol's price at them. */
export class MinuteValues {
  readonly #account: readonly EquitySample[];
  readonly #prices: ReadonlyMap<string, Float64Array>;

  constructor(history: History, account: readonly EquitySample[]) {
    this.#account = account;
    this.#prices = new Map([...history].map(([symbol, candles]) => [symbol, pricesAt(candles, account)]));
  }

  ofAccount(): PartPerformance {
    return this.#performanceOf(this.#account);
  }

  /** Of the part with these fills, in order of time. */
  ofPart(fills: readonly TradedFill[]): PartPerformance {
    const held = new Map<string, number>();
    let cash = this.#account[0]?.equity ?? 0;
    let next = 0;
    const samples = this.#account.map(({ at }, minute) => {
      for (let fill = fills[next]; fill !== undefined && fill.filledAt <= at; fill = fills[++next]) {
        const { symbol, side } = fill.order;
        const sign = side === 'buy' ? 1 : -1;
        held.set(symbol, (held.get(symbol) ?? 0) + sign * fill.quantity.toNumber());
        cash -= sign * fill.notional.toNumber() + fill.fee.toNumber();
      }
      let exposure = 0;
      for (const [symbol, quantity] of held) exposure += quantity * (this.#prices.get(symbol)?.[minute] ?? 0);
      // What sums of floating-point numbers leave of nothing is nothing.
      if (exposure < 1e-6) exposure = 0;
      return { at, equity: cash + exposure, exposure };
    });
    return this.#performanceOf(samples);
  }

  #performanceOf(samples: readonly EquitySample[]): PartPerformance {
    const shares = samples.map(({ exposure }, minute) => exposure / (this.#account[minute]?.equity ?? Number.NaN));
    return {
      ...performanceOf(samples),
      mean_exposure_share: shares.reduce((sum, share) => sum + share, 0) / shares.length,
      max_exposure_share: shares.reduce((most, share) => Math.max(most, share), 0),
    };
  }
}

/** The newest price at each sample: the open of the minute that begins, or else the last close. USDT. */
function pricesAt(candles: readonly Candle[], samples: readonly EquitySample[]) {
  let next = indexAt(candles, samples[0]?.at ?? 0);
  return Float64Array.from(samples, ({ at }) => {
    while ((candles[next]?.openTime ?? Number.POSITIVE_INFINITY) < at) next += 1;
    const candle = candles[next];
    return candle?.openTime === at ? candle.open : (candles[next - 1]?.close ?? 0);
  });
}
