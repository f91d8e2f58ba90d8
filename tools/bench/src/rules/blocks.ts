import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ourSeries, STEP, valueAt } from './our-series.ts';
import { RECORDED } from './recorded.ts';

const BLOCK_SECONDS = 7200;

interface BlocksOptions {
  readonly promtool: string;
  readonly folder: string;
  readonly series: number;
  readonly hours: number;
  /** Unix s of the first sample that is not in the blocks any more. */
  readonly end: number;
  readonly onBlock: (line: string) => void;
}

/**
 * Makes Prometheus blocks of so many of our series, a sample each 15 s. One text file a block, removed when it is read:
 * all of them at once would not fit on a disk.
 */
export function makeBlocks({ promtool, folder, series, hours, end, onBlock }: BlocksOptions): void {
  for (let from = end - hours * 3600, to = from; from < end; from = to) {
    to = Math.min(end, from - (from % BLOCK_SECONDS) + BLOCK_SECONDS);
    const file = join(folder, 'block.om');
    writeText(file, series, from, to);
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
  for (const series of ourSeries(count)) {
    for (const t of stamps) lines.push(`${series.text} ${valueAt(series, t)} ${t}\n`);
    if (lines.length > 50_000) flush();
  }
  for (const [name, value] of RECORDED) for (const t of stamps) lines.push(`${name} ${value} ${t}\n`);
  lines.push('# EOF\n');
  flush();
  closeSync(out);
}
