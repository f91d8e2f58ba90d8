import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProviderFailure, UnknownSymbol } from '@qt/market-data';
import { TrainingFailed, trainModel } from '@qt/model';
import { FileUnusable } from './history/files.ts';
import { HistoryTooShort } from './history/history.ts';
import { historyOf } from './history/sources.ts';
import { type BacktestOptions, BadArguments, optionsOf, USAGE } from './options.ts';
import { pageOf } from './report/page.ts';
import { reportOf } from './report/report.ts';
import { summaryOf } from './report/summary.ts';
import { productionFeatures } from './walk/features.ts';
import { LooksAhead } from './walk/look-ahead.ts';
import { walkForward } from './walk/walk.ts';

const HOUR_MS = 3_600_000;
/** Errors that the caller can correct: printed in one line, without a stack. */
const EXPECTED = [
  BadArguments,
  FileUnusable,
  HistoryTooShort,
  LooksAhead,
  ProviderFailure,
  TrainingFailed,
  UnknownSymbol,
];
const say = (line: string) => process.stdout.write(`${line}\n`);

async function backtest({ source, profiles, trainDays, retrainHours, out, seed }: BacktestOptions): Promise<void> {
  const began = { at: performance.now(), cpu: process.cpuUsage() };
  const history = await historyOf(source, say);
  const costs = {
    feeBps: Number(process.env['QT_PAPER_FEE_BPS'] ?? 10),
    slippageBps: Number(process.env['QT_PAPER_SLIPPAGE_BPS'] ?? 2),
  };
  const walk = await walkForward({
    history,
    profiles,
    featuresAt: productionFeatures,
    train: trainModel,
    historyMs: trainDays * 24 * HOUR_MS,
    retrainMs: retrainHours * HOUR_MS,
    costs,
    env: process.env,
    onProgress: ({ done, retraining }) => {
      if (retraining !== null) say(`${new Date(retraining.at).toISOString()} ${retraining.version}: ${retraining.why}`);
      else say(`${(done * 100).toFixed(0)} % walked`);
    },
  });
  const report = reportOf(history, walk, { costs, seed });
  const { user, system } = process.cpuUsage(began.cpu);
  // Of all threads: trainings run beside the walk.
  const took = { seconds: (performance.now() - began.at) / 1000, processor_seconds: (user + system) / 1e6 };
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'report.json'), `${JSON.stringify({ ...report, took }, null, 2)}\n`);
  writeFileSync(join(out, 'report.html'), pageOf(report, walk.equity));
  const cost = `took ${took.seconds.toFixed(0)} s, ${took.processor_seconds.toFixed(0)} s of processor time`;
  for (const line of ['', ...summaryOf(report), cost, `page: ${join(out, 'report.html')}`]) say(line);
}

try {
  await backtest(optionsOf(process.argv.slice(2), process.env, Date.now()));
} catch (error) {
  if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
  const { message } = error as Error;
  process.stderr.write(`backtest: ${message}\n${error instanceof BadArguments ? `${USAGE}\n` : ''}`);
  process.exitCode = error instanceof BadArguments ? 2 : 1;
}
