import { Inject, Injectable } from '@nestjs/common';
import { type Candle, MINUTE_MS, messageOf } from '@qt/contracts';
import { ProviderFailure, UnknownSymbol } from '@qt/market-data';
import { LOOKBACK_CANDLES, STRATEGIES } from '@qt/model';
import { RetrainSettings } from '../retrain-settings.ts';
import { CANDLE_SOURCES, type CandleSources } from './tokens.ts';

const DAY_MINUTES = 1440;
/** The most candles a run holds in memory: about 15 MB. */
const MAX_CANDLES = 150_000;
/** What a label looks ahead at most, in minutes. */
const LONGEST_HORIZON = Math.max(...Object.values(STRATEGIES).map(({ horizonMinutes }) => horizonMinutes));
/** One model serves all symbols; it is trained on at most this many. */
const MAX_SYMBOLS = 100;

export interface Dataset {
  readonly candlesBySymbol: ReadonlyMap<string, readonly Candle[]>;
  /** Why a symbol has no candles, by symbol. */
  readonly leftOut: ReadonlyMap<string, string>;
}

/** The candles to train on. */
@Injectable()
export class DatasetService {
  readonly #sources: CandleSources;
  readonly #symbols: readonly string[];
  readonly #minutes: number;

  constructor(
    @Inject(CANDLE_SOURCES) sources: CandleSources,
    @Inject(RetrainSettings) { symbols, historyDays }: Pick<RetrainSettings, 'symbols' | 'historyDays'>,
  ) {
    this.#sources = sources;
    this.#symbols = symbols.slice(0, MAX_SYMBOLS);
    this.#minutes = Math.floor(Math.min(historyDays * DAY_MINUTES, MAX_CANDLES / this.#symbols.length));
  }

  /**
   * The closed one-minute candles of every symbol up to `now` (Unix ms). A symbol that is not listed, has no candles or has
   * garbage is left out. `onSymbol` is called before each symbol is fetched, with the share of symbols that are done.
   *
   * @throws ProviderFailure if the provider fails; why the last symbol has no candles, if none has; the reason of `signal`
   */
  async load(now: number, signal: AbortSignal, onSymbol: (symbol: string, done: number) => void): Promise<Dataset> {
    await this.#checkRecording();
    const to = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    return this.#load(to - this.#minutes * MINUTE_MS, to, signal, onSymbol);
  }

  /** A recording that begins again within the history would have a model train on its own future. */
  async #checkRecording(): Promise<void> {
    const recorded = await this.#sources.recordedMinutes();
    const needed = this.#minutes + LONGEST_HORIZON;
    if (recorded === null || recorded >= needed) return;
    const history = `the ${this.#minutes} of QT_RETRAIN_HISTORY_DAYS and a horizon of ${LONGEST_HORIZON}`;
    throw new Error(`QT_REPLAY_FILE: expected at least ${needed} minutes to train on, ${history}, actual ${recorded}`);
  }

  async #load(
    from: number,
    to: number,
    signal: AbortSignal,
    onSymbol: (symbol: string, done: number) => void,
  ): Promise<Dataset> {
    const candlesBySymbol = new Map<string, Candle[]>();
    const leftOut = new Map<string, string>();
    for (const [at, symbol] of this.#symbols.entries()) {
      onSymbol(symbol, at / this.#symbols.length);
      try {
        const candles = await this.#sources.history.between(symbol, '1m', from, to, signal);
        if (candles.length === 0) throw new NoCandles(`candles of ${symbol}: expected some, actual none`);
        candlesBySymbol.set(symbol, candles);
      } catch (error) {
        if (!isOfOneSymbol(error) || leftOut.size + 1 === this.#symbols.length) throw error;
        leftOut.set(symbol, messageOf(error));
      }
    }
    return { candlesBySymbol, leftOut };
  }

  /** The candles that opened after `time` and have closed by `now`, with what features look back on before; both Unix ms. */
  async since(time: number, now: number): Promise<Dataset['candlesBySymbol']> {
    const to = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    const from = Math.max(time - LOOKBACK_CANDLES * MINUTE_MS, to - this.#minutes * MINUTE_MS);
    const never = new AbortController().signal;
    return (await this.#load(from, to, never, () => undefined)).candlesBySymbol;
  }

  /** Requests one candle, once, past retry and circuit breaker. Throws if there is none. */
  async probe(): Promise<void> {
    const [symbol = 'BTCUSDT'] = this.#symbols;
    const candles = await this.#sources.probe.candles(symbol, '1m', 1);
    if (candles.length === 0) throw new Error(`candles of ${symbol}: expected one, actual none`);
  }
}

/** The provider answers, but has no usable candles of this symbol. */
class NoCandles extends Error {
  override readonly name = 'NoCandles';
}

function isOfOneSymbol(error: unknown): boolean {
  if (error instanceof ProviderFailure) return error.symbol !== undefined;
  return error instanceof UnknownSymbol || error instanceof NoCandles;
}
