import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Candle, MINUTE_MS } from '@qt/contracts';
import { readRecording } from '@qt/simulated-market';

/** Fewer rows are no recording; a day that has them is asked for again. */
const FEWEST = 2;

/** The candles of a day that was fetched before; null: it was not. Throws RecordingUnusable. */
export function readDay(file: string): readonly Candle[] | null {
  return existsSync(file) ? readRecording(readFileSync(file)).candles : null;
}

/** Keeps a day in the twelve columns of Binance's public kline files; what our candles do not have is 0. */
export function writeDay(file: string, candles: readonly Candle[]): void {
  if (candles.length < FEWEST) return;
  const rows = candles.map(({ openTime, open, high, low, close, volume }) =>
    [openTime, open, high, low, close, volume, openTime + MINUTE_MS - 1, 0, 0, 0, 0, 0].join(','),
  );
  mkdirSync(dirname(file), { recursive: true });
  // Never half a day, however this ends.
  writeFileSync(`${file}.part`, `${rows.join('\n')}\n`);
  renameSync(`${file}.part`, file);
}
