import type { Candle } from '@qt/contracts';
import type { CandleHistory, CandleSource } from '@qt/market-data';

/** What a training learns from. */
export interface TrainingHistory {
  /**
   * The closed one-minute candles of every symbol up to `now` (Unix ms). `onSymbol` is told of each symbol before it
   * is fetched, with the share of symbols that are done.
   *
   * @throws ProviderFailure, UnknownSymbol, or the reason of `signal`
   */
  load(
    now: number,
    signal: AbortSignal,
    onSymbol: (symbol: string, done: number) => void,
  ): Promise<Map<string, Candle[]>>;
  /** Asks the source for one candle, once, past retry and circuit. Throws where it cannot be had. */
  probe(): Promise<void>;
}

export interface TrainingHistoryOptions {
  readonly symbols: readonly string[];
  readonly days: number;
  readonly history: Pick<CandleHistory, 'between'>;
  readonly probe: CandleSource;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** What a run holds in memory at most: about 15 MB. */
const MAX_CANDLES = 150_000;
/** One model serves all symbols: of more than this many it learns from the first ones. */
const MAX_SYMBOLS = 100;

export function createTrainingHistory({ symbols, days, history, probe }: TrainingHistoryOptions): TrainingHistory {
  const taught = symbols.slice(0, MAX_SYMBOLS);
  const minutes = Math.floor(Math.min(days * DAY_MINUTES, MAX_CANDLES / taught.length));
  return {
    async load(now, signal, onSymbol) {
      const to = Math.floor(now / MINUTE_MS) * MINUTE_MS;
      const candles = new Map<string, Candle[]>();
      for (const symbol of taught) {
        onSymbol(symbol, candles.size / taught.length);
        candles.set(symbol, await history.between(symbol, '1m', to - minutes * MINUTE_MS, to, signal));
      }
      return candles;
    },
    async probe() {
      const [symbol = 'BTCUSDT'] = taught;
      const candles = await probe.candles(symbol, '1m', 1);
      if (candles.length === 0) throw new Error(`candles of ${symbol}: expected one, actual none`);
    },
  };
}
