import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { MINUTE_MS } from '@qt/contracts';
import { createSimulatedMarket, parseReplay } from '@qt/simulated-market';
import type { History } from './history.ts';

const MINUTES_PER_DAY = 1440;

/** A file of one symbol's minutes, as the replay takes it; `.gz` too. Throws ReplayUnusable. */
export function historyOfFile(file: string, symbol: string): History {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return new Map([[symbol, parseReplay(text)]]);
}

/** The simulated market's last `days` before `until` (Unix ms). */
export function simulatedHistory(seed: number, symbols: readonly string[], days: number, until: number): History {
  const market = createSimulatedMarket(seed);
  const minutes = days * MINUTES_PER_DAY;
  const first = Math.floor(until / MINUTE_MS) - minutes;
  return new Map(symbols.map((symbol) => [symbol, market.candles(symbol, first, minutes)]));
}
