import { readFileSync } from 'node:fs';
import { type Candle, messageOf } from '@qt/contracts';
import { readRecording } from '@qt/simulated-market';
import type { History } from './history.ts';

/** A file of one symbol's minutes; several files of a symbol follow each other, in any order. */
export interface SymbolFile {
  readonly symbol: string;
  readonly file: string;
}

/** A file that cannot be read, or is no recording: which, and why. */
export class FileUnusable extends Error {
  override readonly name = 'FileUnusable';
}

/** The history in these files, with what was put right. Where files of a symbol overlap, the one given last counts. */
export function historyOfFiles(files: readonly SymbolFile[]): { history: History; remarks: readonly string[] } {
  const remarks: string[] = [];
  const bySymbol = new Map<string, Map<number, Candle>>();
  for (const { symbol, file } of files) {
    const recording = read(file);
    remarks.push(...recording.remarks.map((remark) => `${file}: ${remark}`));
    const minutes = bySymbol.get(symbol) ?? new Map<number, Candle>();
    bySymbol.set(symbol, minutes);
    for (const candle of recording.candles) minutes.set(candle.openTime, candle);
  }
  const sorted = (minutes: Map<number, Candle>) => [...minutes.values()].sort((a, b) => a.openTime - b.openTime);
  return { history: new Map([...bySymbol].map(([symbol, minutes]) => [symbol, sorted(minutes)])), remarks };
}

function read(file: string) {
  try {
    return readRecording(readFileSync(file));
  } catch (error) {
    throw new FileUnusable(`${file}: ${messageOf(error)}`, { cause: error });
  }
}
