import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Turns } from './turn-probe.ts';

export const WATCHED = ['api', 'scheduler', 'retrain-worker', 'risk-guard', 'market-sim', 'control'] as const;
export type Watched = (typeof WATCHED)[number];

/** The longest of a stretch of time, in ms. */
export type Longest = Omit<Turns, 'at'>;

/** The longest of each process between two moments (Unix ms), as its probe noted them in the folder. */
export function longestTurns(folder: string, from: number, to: number): Record<Watched, Longest> {
  const longest = (name: Watched): Longest => {
    const file = join(folder, `${name}.jsonl`);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    const seconds = lines.map((line) => JSON.parse(line) as Turns).filter(({ at }) => at >= from && at <= to);
    if (seconds.length === 0) throw new Error(`${name}: expected notes of its probe, actual none`);
    return {
      wallMs: Math.max(...seconds.map(({ wallMs }) => wallMs)),
      cpuMs: Math.max(...seconds.map(({ cpuMs }) => cpuMs)),
    };
  };
  return Object.fromEntries(WATCHED.map((name) => [name, longest(name)])) as Record<Watched, Longest>;
}
