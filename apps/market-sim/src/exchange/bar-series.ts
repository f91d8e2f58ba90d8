import { MINUTE_MS } from '@qt/contracts';
import type { Pacer } from '@qt/nest-service';
import type { Market } from '@qt/simulated-market';
import { type Bar, barOf, joinBars } from './bar.ts';

const HOUR = 60;
const DAY = 1440;
/** Hours cached, about 200 bytes each: a day of a thousand symbols, or three years of two. */
const HOURS_KEPT = 50_000;

/** A market's trading up to an instant (Unix ms): finished minutes, and the running one so far. */
export class BarSeries {
  readonly #market: Market;
  readonly #hours = new Map<string, Bar>();
  readonly #days = new Map<string, { readonly minute: number; readonly closed: Bar }>();

  /** Awaited before each bar. All responses computed at the same time share it, so that together they yield to other requests. */
  readonly pace: Pacer;

  constructor(market: Market, pace: Pacer) {
    this.#market = market;
    this.pace = pace;
  }

  /** One bar of the minutes from `fromMinute` to `toMinute` (exclusive); undefined if none has begun by `at`. */
  span(symbol: string, fromMinute: number, toMinute: number, at: number): Bar | undefined {
    const current = Math.floor(at / MINUTE_MS);
    const finished = Math.min(toMinute, current);
    let bar: Bar | undefined;
    for (let minute = fromMinute; minute < finished; ) {
      const wholeHour = minute % HOUR === 0 && minute + HOUR <= finished;
      bar = joinBars(bar, wholeHour ? this.#hour(symbol, minute) : this.#minute(symbol, minute));
      minute += wholeHour ? HOUR : 1;
    }
    const running = current >= fromMinute && current < toMinute;
    return running ? joinBars(bar, barOf(this.#market.formingAt(symbol, at))) : bar;
  }

  /** Whether the exchange has no candle of that minute. */
  isMissing(symbol: string, minute: number): boolean {
    return this.#market.isMissing?.(symbol, minute) ?? false;
  }

  /** The last 24 hours, to the minute: 1,439 finished minutes and the running one. */
  lastDay(symbol: string, at: number): Bar {
    const minute = Math.floor(at / MINUTE_MS);
    let known = this.#days.get(symbol);
    if (known?.minute !== minute) {
      const closed = this.span(symbol, minute - DAY + 1, minute, at) ?? this.#minute(symbol, minute - 1);
      known = { minute, closed };
      this.#days.set(symbol, known);
    }
    return joinBars(known.closed, barOf(this.#market.formingAt(symbol, at)));
  }

  /** The last traded price. */
  price(symbol: string, at: number): number {
    return this.#market.priceAt(symbol, at);
  }

  /** Decimal places of the symbol's prices. */
  decimals(symbol: string): number {
    return this.#market.decimalsOf(symbol);
  }

  #minute(symbol: string, minute: number): Bar {
    return barOf(this.#market.candleAt(symbol, minute));
  }

  #hour(symbol: string, fromMinute: number): Bar {
    const name = `${symbol} ${fromMinute}`;
    const known = this.#hours.get(name);
    if (known !== undefined) return known;
    let bar = this.#minute(symbol, fromMinute);
    for (let minute = 1; minute < HOUR; minute++) bar = joinBars(bar, this.#minute(symbol, fromMinute + minute));
    this.#hours.set(name, bar);
    if (this.#hours.size > HOURS_KEPT) this.#hours.delete(this.#hours.keys().next().value ?? name);
    return bar;
  }
}
