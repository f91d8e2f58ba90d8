import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PROFILES, type Profile } from '@qt/catalogue';
import type { Source } from './history/sources.ts';

/** The command line cannot be used; the message says what was expected. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}

export interface BacktestOptions {
  readonly source: Source;
  readonly profiles: readonly Profile[];
  readonly trainDays: number;
  readonly retrainHours: number;
  readonly out: string;
  readonly seed: number;
}

export const USAGE = `usage: npx pnpm@12 backtest [what] [how]
  --symbols A,B --days 14 --sim-seed 1   the simulated market (BTCUSDT,ETHUSDT,SOLUSDT)
  --file BTCUSDT=minutes.zip             files as QT_REPLAY_FILE takes them: several symbols, or several files of one
  --download A,B --from 2026-01-01 --to 2026-02-01
                                         whole days (UTC) of QT_BINANCE_URL (https://api.binance.com), fetched once
  --train-days 7       how much history a model is trained on
  --retrain-hours 24   how often one is trained
  --profiles a,b       conservative, balanced, aggressive
  --out FOLDER         where report.json and report.html go (.qt/backtest)
  --seed 1             of the random entries
Balance, fees, slippage and limits are the variables of docs/configuration.md, as QT_PAPER_FEE_BPS.`;

const DAY_MS = 86_400_000;
const BINANCE = 'https://api.binance.com';

/** `now`: Unix ms. @throws BadArguments */
export function optionsOf(args: readonly string[], env: NodeJS.ProcessEnv, now: number): BacktestOptions {
  const read = parse(args);
  const number = (name: 'days' | 'train-days' | 'retrain-hours' | 'sim-seed' | 'seed', fallback: number) => {
    const value = read[name] === undefined ? fallback : Number(read[name]);
    if (!(value > 0)) throw new BadArguments(`--${name}: expected a number above 0, actual '${read[name]}'`);
    return value;
  };
  const profiles = read.profiles?.split(',') ?? [...PROFILES];
  const unknown = profiles.find((profile) => !PROFILES.some((known) => known === profile));
  if (unknown !== undefined) throw new BadArguments(`--profiles: expected ${PROFILES.join(', ')}, actual '${unknown}'`);
  if (read.file !== undefined && read.download !== undefined) {
    throw new BadArguments('--file, --download: expected one of them, actual both');
  }
  return {
    source: filesOf(read, env) ??
      downloadOf(read, env, now) ?? {
        kind: 'sim',
        seed: number('sim-seed', 1),
        symbols: symbolsOf('--symbols', read.symbols ?? 'BTCUSDT,ETHUSDT,SOLUSDT'),
        days: number('days', 14),
      },
    profiles: profiles as Profile[],
    trainDays: number('train-days', 7),
    retrainHours: number('retrain-hours', 24),
    out: read.out ?? '.qt/backtest',
    seed: number('seed', 1),
  };
}

/** `SYMBOL=path`, or a path alone, which is of `--symbol`. */
function filesOf({ file: given, symbol = 'BTCUSDT' }: Arguments, env: NodeJS.ProcessEnv): Source | null {
  if (given === undefined) return null;
  const files = given.map((text) => {
    const [, own = symbol, path = text] = /^([A-Z0-9]+)=(.+)$/.exec(text) ?? [];
    // pnpm runs a script in the root; a file is meant as seen from where it was typed.
    return { symbol: own, file: resolve(env['INIT_CWD'] || '.', path) };
  });
  return { kind: 'files', files };
}

function downloadOf({ download, from, to }: Arguments, env: NodeJS.ProcessEnv, now: number): Source | null {
  if (download === undefined) return null;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const [first, end] = [dayOf('--from', from), to === undefined ? today : dayOf('--to', to)];
  if (end > today)
    throw new BadArguments(`--to: expected ${isoDay(today)} or before: that day has not ended, actual '${to}'`);
  if (first >= end) throw new BadArguments(`--from: expected a day before ${isoDay(end)}, actual '${from}'`);
  const url = env['QT_BINANCE_URL'] || BINANCE;
  if (!URL.canParse(url)) throw new BadArguments(`QT_BINANCE_URL: expected a URL such as ${BINANCE}, actual '${url}'`);
  // What one exchange gave is not used as another's.
  const folder = join(env['QT_DATA_DIR'] || '.qt', 'history', new URL(url).host.replace(':', '-'));
  return { kind: 'download', symbols: symbolsOf('--download', download), from: first, to: end, url, folder };
}

function symbolsOf(flag: string, text: string): string[] {
  const symbols = text.split(',');
  const odd = symbols.find((symbol) => !/^[A-Z0-9]{2,20}$/.test(symbol));
  if (odd !== undefined) throw new BadArguments(`${flag}: expected symbols such as BTCUSDT,ETHUSDT, actual '${odd}'`);
  return symbols;
}

function dayOf(flag: string, text: string | undefined): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(day)) throw new BadArguments(`${flag}: expected a day such as 2026-01-31, actual '${text ?? ''}'`);
  return day;
}

const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

type Arguments = ReturnType<typeof parse>;

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        file: { ...text, multiple: true },
        symbol: text,
        symbols: text,
        days: text,
        download: text,
        from: text,
        to: text,
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
