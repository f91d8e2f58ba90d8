import { join } from 'node:path';
import { type Candle, MINUTE_MS } from '@qt/contracts';
import type { CandleHistory } from '@qt/market-data';
import { readDay, writeDay } from './day-file.ts';
import type { History } from './history.ts';

const DAY_MS = 1440 * MINUTE_MS;
/** A line of progress for each month, about. */
const DAYS_PER_LINE = 30;

export interface DownloadOptions {
  readonly symbols: readonly string[];
  /** Unix ms, starts of days in UTC: the first day, and the one after the last. All have ended. */
  readonly from: number;
  readonly to: number;
  /** Days that were fetched once are kept here, a file each; of one exchange. */
  readonly folder: string;
  readonly exchange: Pick<CandleHistory, 'between'>;
  readonly say: (line: string) => void;
}

/**
 * One-minute candles of whole days, from the exchange or as it gave them before. Minutes that it does not have stay holes.
 * Throws UnknownSymbol or ProviderFailure; the days until then are kept.
 */
export async function downloadHistory(options: DownloadOptions): Promise<History> {
  const history = new Map<string, readonly Candle[]>();
  for (const symbol of options.symbols) history.set(symbol, await daysOf(symbol, options));
  return history;
}

async function daysOf(symbol: string, { from, to, folder, exchange, say }: DownloadOptions): Promise<Candle[]> {
  const all: Candle[] = [];
  let fetched = 0;
  for (let day = from; day < to; day += DAY_MS) {
    const date = new Date(day).toISOString().slice(0, 10);
    const file = join(folder, symbol, `${symbol}-1m-${date}.csv`);
    const kept = readDay(file);
    const candles = kept ?? (await exchange.between(symbol, '1m', day, day + DAY_MS));
    if (kept === null) {
      writeDay(file, candles);
      fetched += 1;
      if (fetched % DAYS_PER_LINE === 0) say(`${symbol}: fetched up to ${date}`);
    }
    for (const candle of candles) all.push(candle);
  }
  const missing = (to - from) / MINUTE_MS - all.length;
  say(
    `${symbol}: ${(to - from) / DAY_MS} days, ${fetched} of them fetched, the others were in ${join(folder, symbol)}` +
      (missing === 0 ? '' : `; ${missing} minutes are missing: kept as gaps`),
  );
  return all;
}
