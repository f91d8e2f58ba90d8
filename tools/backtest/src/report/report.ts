import { decimalText, type PositionKey, total } from '@qt/domain';
import { partsBy, type Trade, tradesOf, winRate } from '@qt/performance';
import { buyAndHold } from '../baselines/buy-and-hold.ts';
import { type Costs } from '../baselines/costs.ts';
import { type RandomEntries, randomEntries } from '../baselines/random-entries.ts';
import { seededRandom } from '../baselines/seeded-random.ts';
import type { History } from '../history/history.ts';
import type { WalkResult } from '../walk/walk.ts';
import type { CalibrationCurve } from './calibration.ts';
import type { Edge } from './edges.ts';
import { MinuteValues, type PartPerformance } from './part-performance.ts';

/** Part of the trades. Money in USDT, decimals as text, net of fees and slippage. */
export interface Part {
  readonly trades: number;
  /** Share of the trades that earned something, 0 to 1; null: no trade. */
  readonly win_rate: number | null;
  readonly net: string;
  readonly fees: string;
  readonly slippage: string;
}

/** A profile's or a symbol's part. */
export interface AccountPart extends Part {
  readonly performance: PartPerformance;
}

export interface Report {
  readonly from: string;
  readonly to: string;
  readonly symbols: readonly string[];
  readonly costs: Costs;
  readonly opening_balance: string;
  /** What the account is worth at the end, open positions at the last price. USDT. */
  readonly closing_equity: number;
  /** Realised and not, USDT. */
  readonly net: number;
  readonly all: Part;
  readonly by_profile: Readonly<Record<string, AccountPart>>;
  readonly by_symbol: Readonly<Record<string, AccountPart>>;
  readonly by_exit: Readonly<Record<string, Part>>;
  readonly open_positions: number;
  readonly denials: Readonly<Record<string, number>>;
  /** Orders that could not be priced or placed, by why. */
  readonly failures: Readonly<Record<string, number>>;
  readonly performance: PartPerformance;
  readonly buy_and_hold: { readonly notional: number; readonly net: number };
  readonly random_entries: RandomEntries;
  readonly calibration: readonly CalibrationCurve[];
  readonly edges: readonly Edge[];
  readonly models: {
    readonly trained: number;
    readonly promoted: number;
    readonly retrainings: WalkResult['retrainings'];
  };
  readonly look_ahead_checked: number;
}

const RANDOM_RUNS = 500;

export interface ReportOptions {
  readonly costs: Costs;
  readonly seed: number;
}

/** The books of a walk, beside what needs no model. */
export function reportOf(history: History, walk: WalkResult, { costs, seed }: ReportOptions): Report {
  const { trades, open } = tradesOf(walk.fills);
  const values = new MinuteValues(history, walk.equity);
  const performance = values.ofAccount();
  // Of what was at risk at most; of all that there is, where nothing was.
  const notional = performance.max_exposure || Number(walk.openingBalance);
  const accountParts = (keyOf: (key: PositionKey) => string) =>
    Object.fromEntries(
      partsBy(walk.fills, ({ order }) => keyOf(order)).map(([key, fills]) => {
        const part = partOf(trades.filter((trade) => keyOf(trade) === key));
        return [key, { ...part, performance: values.ofPart(fills) }];
      }),
    );
  const closing = walk.equity.at(-1)?.equity ?? Number(walk.openingBalance);
  return {
    from: new Date(walk.span.from).toISOString(),
    to: new Date(walk.span.to).toISOString(),
    symbols: [...history.keys()],
    costs,
    opening_balance: walk.openingBalance,
    closing_equity: closing,
    net: closing - Number(walk.openingBalance),
    all: partOf(trades),
    by_profile: accountParts(({ profile }) => profile ?? 'manual'),
    by_symbol: accountParts(({ symbol }) => symbol),
    by_exit: Object.fromEntries(partsBy(trades, ({ exit }) => exit).map(([exit, of]) => [exit, partOf(of)])),
    open_positions: open.length,
    denials: walk.denials,
    failures: walk.failures,
    performance,
    buy_and_hold: { notional, net: buyAndHold(history, walk.span, notional, costs) },
    random_entries: randomEntries(history, walk.span, trades, { runs: RANDOM_RUNS, random: seededRandom(seed), costs }),
    calibration: walk.calibration,
    edges: walk.edges,
    models: {
      trained: walk.retrainings.length,
      promoted: walk.retrainings.filter(({ promoted }) => promoted).length,
      retrainings: walk.retrainings,
    },
    look_ahead_checked: walk.lookAheadChecked,
  };
}

function partOf(trades: readonly Trade[]): Part {
  const sum = (pick: (trade: Trade) => Trade['net']) => decimalText(total(trades.map(pick)));
  return {
    trades: trades.length,
    win_rate: winRate(trades),
    net: sum(({ net }) => net),
    fees: sum(({ fees }) => fees),
    slippage: sum(({ slippage }) => slippage),
  };
}
