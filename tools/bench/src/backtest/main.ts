import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { load as loadAverage, machineInWords } from '../machine.ts';
import { targetTable } from '../target.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const PAGE = join(ROOT, 'docs/benchmarks/backtest.md');
const YEAR_DAYS = 365;
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const PROFILES = 3;
const TRAIN_DAYS = 7;
const RETRAIN_HOURS = 168;
const LIMIT_SECONDS = 600;

/** What the benchmark reads of report.json. */
interface Report {
  readonly took: { readonly seconds: number; readonly processor_seconds: number };
  readonly all: { readonly trades: number };
  readonly models: { readonly trained: number };
}

/**
 * How long a back-test of a year takes, with its trainings. Writes docs/benchmarks/backtest.md. `--quick`: three weeks,
 * nothing is written.
 */
export async function run(flags: readonly string[]): Promise<void> {
  const quick = flags.includes('--quick');
  const days = quick ? 21 : YEAR_DAYS;
  const [load, machine] = [loadAverage(), machineInWords()];
  const out = mkdtempSync(join(tmpdir(), 'qt-bench-backtest-'));
  try {
    const page = pageOf(days, await backtest(days, out), `${machine}; load ${load.toFixed(1)} at the start`);
    process.stdout.write(`${page.text}\n`);
    if (!quick) writeFileSync(PAGE, page.text);
    if (!page.met) process.exitCode = 1;
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** The command as anybody runs it; its progress is shown. */
async function backtest(days: number, out: string): Promise<Report> {
  const what = ['--symbols', SYMBOLS.join(','), '--days', String(days + TRAIN_DAYS)];
  const how = ['--train-days', String(TRAIN_DAYS), '--retrain-hours', String(RETRAIN_HOURS), '--out', out];
  const child = spawn(process.execPath, ['tools/backtest/src/main.ts', ...what, ...how], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`backtest: expected it to end with 0, actual ${code}`);
  return JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
}

function pageOf(days: number, { took, all, models }: Report, machine: string) {
  const rows = days * 1440 * SYMBOLS.length * PROFILES;
  const limit = (LIMIT_SECONDS * days) / YEAR_DAYS;
  const met = took.seconds <= limit;
  const text = [
    '# What a back-test costs',
    '',
    'Written by `pnpm bench backtest`; do not edit. The simulated market, minute by minute through the classes of the services:',
    `${SYMBOLS.length} symbols × ${PROFILES} profiles, trained on ${TRAIN_DAYS} days every ${RETRAIN_HOURS} hours. A row is a minute of a symbol for a profile. The`,
    'processor time is of all its threads: trainings run beside the walk, so that on two free cores it takes less.',
    '',
    `${machine}.`,
    '',
    targetTable([
      {
        what: `${days} days, ${rows} rows`,
        wanted: `≤ ${limit.toFixed(0)} s`,
        measured: `${took.seconds.toFixed(0)} s; ${took.processor_seconds.toFixed(0)} s of processor time`,
        met,
      },
    ]),
    `${Math.round(rows / took.seconds)} rows a second. ${models.trained} models were trained and ${all.trades} trades made. Each training costs as much as several`,
    'days of walking: with `--retrain-hours 24`, the default, a year has seven times as many.',
    '',
  ].join('\n');
  return { text, met };
}
