import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { messageOf } from '@qt/contracts';
import { BadEnvironment } from '@qt/nest-service';
import {
  createReplayMarket,
  createSimulatedMarket,
  type Market,
  parseReplay,
  ReplayUnusable,
  type SimulatedMarket,
} from '@qt/simulated-market';
import type { MarketSimConfig } from '../config.ts';

/** The served market and its description. */
export type OpenMarket = { readonly description: string } & (
  | { readonly kind: 'sim'; readonly market: SimulatedMarket }
  | { readonly kind: 'replay'; readonly market: Market }
);

/** @throws BadEnvironment if the recording cannot be read or replayed */
export function openMarket(config: MarketSimConfig): OpenMarket {
  const { source } = config;
  if (source.kind === 'sim') {
    const market = createSimulatedMarket(source.seed);
    return { kind: 'sim', market, description: `simulated from seed ${source.seed}` };
  }
  const rows = readReplay(source.file);
  const market = createReplayMarket(source.symbol, rows);
  return { kind: 'replay', market, description: `replay of ${rows.length} minutes of ${source.symbol}` };
}

function readReplay(file: string) {
  try {
    const bytes = readFileSync(file);
    return parseReplay((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch (error) {
    if (error instanceof ReplayUnusable) {
      const { where, expected, actual } = error;
      throw new BadEnvironment([{ field: `QT_REPLAY_FILE ${file}, ${where}`, expected, actual }]);
    }
    const actual = `'${file}' (${messageOf(error)})`;
    throw new BadEnvironment([{ field: 'QT_REPLAY_FILE', expected: 'a readable .csv or .csv.gz file', actual }]);
  }
}
