import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ourSeries } from './our-series.ts';
import { objectiveRecordingNames } from './recorded.ts';

const STEP = 15;
const BLOCK_SECONDS = 7200;

export interface BlocksOptions {
  readonly promtool: string;
  readonly folder: string;
  readonly series: number;
  readonly hours: number;
  /** Unix s of the last sample, on a block's border. */
  readonly end: number;
  readonly onBlock: (line: string) => void;
}

/**
 * Makes Prometheus blocks of so many of our series, a sample each 15 s. One text file a block, removed when it is read:
 * all of them at once would not fit on a disk.
 */
export function makeBlocks({ promtool, folder, series, hours, end, onBlock }: BlocksOptions): void {
  for (let from = end - hours * 3600; from < end; from += BLOCK_SECONDS) {
    const file = join(folder, 'block.om');
    writeText(file, series, from, Math.min(from + BLOCK_SECONDS, end));
    execFileSync(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', '-q', file, join(folder, 'data')]);
    rmSync(file);
    onBlock(new Date(from * 1000).toISOString());
  }
}

function writeText(file: string, count: number, from: number, to: number): void {
  const out = openSync(file, 'w');
  const stamps = Array.from({ length: (to - from) / STEP }, (_, n) => from + n * STEP);
  let lines: string[] = [];
  const flush = () => {
    writeSync(out, lines.join(''));
    lines = [];
  };
  for (const { text, kind, perStep } of ourSeries(count)) {
    for (const t of stamps)
      lines.push(`${text} ${kind === 'gauge' ? gaugeAt(text, t) : ((t / STEP) % 1e7) * perStep} ${t}\n`);
    if (lines.length > 50_000) flush();
  }
  for (const name of objectiveRecordingNames) {
    for (const t of stamps) if (t % 30 === 0) lines.push(`${name} ${name.includes('_bad') ? 1 : 1000} ${t}\n`);
  }
  lines.push('# EOF\n');
  flush();
  closeSync(out);
}

/** A healthy deployment: what is a time is now, the rest is small. */
function gaugeAt(text: string, t: number): number {
  if (text.includes('_timestamp_seconds')) return t;
  return text.includes('interval_seconds') ? 60 : 0;
}
