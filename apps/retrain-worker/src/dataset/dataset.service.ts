import { Inject, Injectable } from '@nestjs/common';
import { type Candle, MINUTE_MS } from '@qt/contracts';
import { RetrainSettings } from '../retrain-settings.ts';
import { CANDLE_SOURCES, type CandleSources } from './tokens.ts';

const DAY_MINUTES = 1440;
/** The most candles a run holds in memory: about 15 MB. */
const MAX_CANDLES = 150_000;
/** One model serves all symbols; it is trained on at most this many. */
const MAX_SYMBOLS = 100;

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
   * The closed one-minute candles of every symbol up to `now` (Unix ms). `onSymbol` is called before each symbol is
   * fetched, with the share of symbols that are done.
   *
   * @throws ProviderFailure, UnknownSymbol, or the reason of `signal`
   */
  async load(
    now: number,
    signal: AbortSignal,
    onSymbol: (symbol: string, done: number) => void,
  ): Promise<Map<string, Candle[]>> {
    const to = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    const from = to - this.#minutes * MINUTE_MS;
    const candles = new Map<string, Candle[]>();
    for (const symbol of this.#symbols) {
      onSymbol(symbol, candles.size / this.#symbols.length);
      candles.set(symbol, await this.#sources.history.between(symbol, '1m', from, to, signal));
    }
    return candles;
  }

  /** Requests one candle, once, past retry and circuit breaker. Throws if there is none. */
  async probe(): Promise<void> {
    const [symbol = 'BTCUSDT'] = this.#symbols;
    const candles = await this.#sources.probe.candles(symbol, '1m', 1);
    if (candles.length === 0) throw new Error(`candles of ${symbol}: expected one, actual none`);
  }
}
