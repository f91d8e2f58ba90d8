import { readFileSync } from 'node:fs';
import { MINUTE_MS, messageOf } from '@qt/contracts';
import { BadEnvironment } from '@qt/nest-service';
import {
  createReplayMarket,
  createSimulatedMarket,
  type Market,
  RecordingUnusable,
  readRecording,
  type SimulatedMarket,
} from '@qt/simulated-market';
import type { MarketSimConfig } from '../config.ts';

/** The served market and its description. */
export type OpenMarket = { readonly description: string } & (
  | { readonly kind: 'sim'; readonly market: SimulatedMarket }
  /** `minutes`: from the first of the recording to its last. */
  | { readonly kind: 'replay'; readonly market: Market; readonly minutes: number }
);

/** @throws BadEnvironment if the recording cannot be read or replayed */
export function openMarket(config: MarketSimConfig): OpenMarket {
  const { source } = config;
  if (source.kind === 'sim') {
    const market = createSimulatedMarket(source.seed);
    return { kind: 'sim', market, description: `simulated from seed ${source.seed}` };
  }
  const { candles, remarks } = recordingOf(source.file);
  const market = createReplayMarket(source.symbol, candles);
  const description = [`replay of ${candles.length} minutes of ${source.symbol}`, ...remarks].join('; ');
  const [first, last] = [candles[0], candles.at(-1)];
  const minutes = first === undefined || last === undefined ? 0 : (last.openTime - first.openTime) / MINUTE_MS + 1;
  return { kind: 'replay', market, minutes, description };
}

function recordingOf(file: string) {
  try {
    return readRecording(readFileSync(file));
  } catch (error) {
    if (error instanceof RecordingUnusable) {
      const { where, expected, actual } = error;
      throw new BadEnvironment([{ field: `QT_REPLAY_FILE ${file}, ${where}`, expected, actual }]);
    }
    const actual = `'${file}' (${messageOf(error)})`;
    throw new BadEnvironment([{ field: 'QT_REPLAY_FILE', expected: 'a readable .csv, .csv.gz or .zip file', actual }]);
  }
}
