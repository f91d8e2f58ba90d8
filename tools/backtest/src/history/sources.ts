import { readFileSync } from 'node:fs';
import { MINUTE_MS } from '@qt/contracts';
import { createSimulatedMarket, readRecording } from '@qt/simulated-market';
import type { History } from './history.ts';

const MINUTES_PER_DAY = 1440;

/** A file of one symbol's minutes, with what was put right. Throws RecordingUnusable. */
export function historyOfFile(file: string, symbol: string): { history: History; remarks: readonly string[] } {
  const { candles, remarks } = readRecording(readFileSync(file));
  return { history: new Map([[symbol, candles]]), remarks };
}

/** The simulated market's last `days` before `until` (Unix ms). */
export function simulatedHistory(seed: number, symbols: readonly string[], days: number, until: number): History {
  const market = createSimulatedMarket(seed);
  const minutes = days * MINUTES_PER_DAY;
  const first = Math.floor(until / MINUTE_MS) - minutes;
  return new Map(symbols.map((symbol) => [symbol, market.candles(symbol, first, minutes)]));
}
