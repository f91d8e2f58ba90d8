import type { FilledOrder } from '@qt/api/backtest';
import type { Profile } from '@qt/catalogue';
import { MINUTE_MS } from '@qt/contracts';
import type { EquitySample } from '@qt/performance';
import { commonSpan, type History, HistoryTooShort, type Span } from '../history/history.ts';
import { Calibration, type CalibrationCurve } from '../report/calibration.ts';
import { type Edge, Edges } from '../report/edges.ts';
import { EquityCurve } from '../report/equity-curve.ts';
import type { FeaturesAt } from './features.ts';
import { checkLookAhead } from './look-ahead.ts';
import { signalsOf } from './predictions.ts';
import { modelPeriods, type Period, type Retraining, type ScheduleOptions, trainingTimes } from './schedule.ts';
import { openTradingSystem } from './trading-system.ts';
import { VirtualMarket } from './virtual-market.ts';

export interface WalkOptions extends ScheduleOptions {
  readonly history: History;
  readonly profiles: readonly Profile[];
  readonly featuresAt: FeaturesAt;
  /** Limits, balance, fees and slippage: the variables of docs/configuration.md. */
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (progress: WalkProgress) => void;
}

export interface WalkProgress {
  /** 0 to 1. */
  readonly done: number;
  readonly retraining: Retraining | null;
}

export interface WalkResult {
  /** In which it traded. */
  readonly span: Span;
  /** Oldest first. */
  readonly fills: readonly FilledOrder[];
  /** One a minute. USDT. */
  readonly equity: readonly EquitySample[];
  /** USDT: as the account's books have it, net of fees. */
  readonly realisedPnl: string;
  readonly openingBalance: string;
  /** By the guard's reason. */
  readonly denials: Readonly<Record<string, number>>;
  /** Orders that could not be priced or placed, by why. */
  readonly failures: Readonly<Record<string, number>>;
  readonly retrainings: readonly Retraining[];
  readonly calibration: readonly CalibrationCurve[];
  readonly edges: readonly Edge[];
  /** How many feature rows were compared with their future cut off. */
  readonly lookAheadChecked: number;
}

const LOOK_AHEAD_SAMPLES = 200;
const ALL_FILLS = Number.MAX_SAFE_INTEGER;

/**
 * Trades a history minute by minute as the services would: trained on what was past, decided at each close, executed at
 * the price that came next. Throws HistoryTooShort, or LooksAhead if a feature knew later candles.
 */
export async function walkForward(options: WalkOptions): Promise<WalkResult> {
  const { history, historyMs, featuresAt, onProgress } = options;
  const span = commonSpan(history);
  const times = trainingTimes(span, options);
  const [first] = times;
  if (first === undefined) throw tooShort(span, historyMs);
  const lookAheadChecked = checkLookAhead(history, featuresAt, LOOK_AHEAD_SAMPLES);

  const market = new VirtualMarket(history);
  market.time = first;
  const system = await openTradingSystem(market, { ...options.env, QT_SYMBOLS: [...history.keys()].join(',') });
  const retrainings: Retraining[] = [];
  const calibration = new Calibration(history, options.costs);
  const edges = new Edges();
  const curve = new EquityCurve(system.ledger, market);
  const denials: Record<string, number> = {};
  const failures: Record<string, number> = {};

  const retrained = (retraining: Retraining) => {
    retrainings.push(retraining);
    onProgress({ done: (market.time - first) / (span.to - first), retraining });
  };
  const walk = async (period: Period) => {
    // As in production, a model outlives the training that follows it: that one may not be promoted.
    const modelExpiresAt = period.provenAt + 2 * options.retrainMs;
    const { version } = period.card;
    system.useModel({ version, profiles: options.profiles, expiresAt: modelExpiresAt });
    const signals = await signalsOf(history, period, {
      ...options,
      modelExpiresAt,
      onPrediction: (profile, symbol, index, probabilities, economics) => {
        calibration.add(profile, symbol, index, probabilities);
        edges.add(profile, probabilities, economics);
      },
    });
    for (market.time = period.from; market.time < period.to; market.time += MINUTE_MS) {
      const due = signals.get(market.time) ?? [];
      // Without a signal and a position there is nothing to trade.
      const report = due.length === 0 && curve.flat ? null : await system.trade(due);
      for (const [reason, count] of Object.entries(report?.denials ?? {}))
        denials[reason] = (denials[reason] ?? 0) + count;
      for (const { error } of report?.failures ?? []) failures[error] = (failures[error] ?? 0) + 1;
      await curve.sample((report?.orders ?? 0) > 0);
    }
    onProgress({ done: (market.time - first) / (span.to - first), retraining: null });
  };
  try {
    for await (const period of modelPeriods(history, times, span.to, options, retrained)) await walk(period);
    const { realisedPnl, openingBalance } = await system.ledger.totals();
    const fills = [...(await system.ledger.fills(ALL_FILLS))].reverse();
    return {
      span: { from: first, to: span.to },
      fills,
      equity: curve.samples,
      realisedPnl: realisedPnl.toFixed(),
      openingBalance: openingBalance.toFixed(),
      denials,
      failures,
      retrainings,
      calibration: calibration.curves(),
      edges: edges.all(),
      lookAheadChecked,
    };
  } finally {
    await system.close();
  }
}

function tooShort({ from, to }: Span, historyMs: number): HistoryTooShort {
  const days = (ms: number) => (Math.max(0, ms) / (1440 * MINUTE_MS)).toFixed(1);
  return new HistoryTooShort(
    `history: expected more than the ${days(historyMs)} days that the first model is trained on, ` +
      `actual ${days(to - from)} days that all symbols have; give a longer file or --train-days`,
  );
}
