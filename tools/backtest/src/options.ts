import { parseArgs } from 'node:util';
import { PROFILES, type Profile } from '@qt/catalogue';

/** The command line cannot be used; the message says what was expected. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}

export interface BacktestOptions {
  readonly source:
    | { readonly kind: 'file'; readonly file: string; readonly symbol: string }
    | { readonly kind: 'sim'; readonly seed: number; readonly symbols: readonly string[]; readonly days: number };
  readonly profiles: readonly Profile[];
  readonly trainDays: number;
  readonly retrainHours: number;
  readonly out: string;
  readonly seed: number;
}

export const USAGE = `usage: npx pnpm@12 backtest [--file minutes.csv[.gz] --symbol BTCUSDT | --sim-seed 1 --symbols A,B --days 21]
  --train-days 7       how much history a model is trained on
  --retrain-hours 24   how often one is trained
  --profiles a,b       conservative, balanced, aggressive
  --out FOLDER         where report.json and report.html go (.qt/backtest)
  --seed 1             of the random entries
Balance, fees, slippage and limits are the variables of docs/configuration.md, as QT_PAPER_FEE_BPS.`;

/** @throws BadArguments */
export function optionsOf(args: readonly string[]): BacktestOptions {
  const read = parse(args);
  const number = (name: 'days' | 'train-days' | 'retrain-hours' | 'sim-seed' | 'seed', fallback: number) => {
    const value = read[name] === undefined ? fallback : Number(read[name]);
    if (!(value > 0)) throw new BadArguments(`--${name}: expected a number above 0, actual '${read[name]}'`);
    return value;
  };
  const profiles = read.profiles?.split(',') ?? [...PROFILES];
  const unknown = profiles.find((profile) => !PROFILES.some((known) => known === profile));
  if (unknown !== undefined) throw new BadArguments(`--profiles: expected ${PROFILES.join(', ')}, actual '${unknown}'`);
  return {
    source:
      read.file === undefined
        ? {
            kind: 'sim',
            seed: number('sim-seed', 1),
            symbols: (read.symbols ?? 'BTCUSDT,ETHUSDT,SOLUSDT').split(','),
            days: number('days', 14),
          }
        : { kind: 'file', file: read.file, symbol: read.symbol ?? 'BTCUSDT' },
    profiles: profiles as Profile[],
    trainDays: number('train-days', 7),
    retrainHours: number('retrain-hours', 24),
    out: read.out ?? '.qt/backtest',
    seed: number('seed', 1),
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        file: text,
        symbol: text,
        symbols: text,
        days: text,
        profiles: text,
        out: text,
        seed: text,
        'sim-seed': text,
        'train-days': text,
        'retrain-hours': text,
      },
    }).values;
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error));
  }
}
