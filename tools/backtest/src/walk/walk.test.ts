import { PROFILES } from '@qt/catalogue';
import { amount, decimalText, total } from '@qt/domain';
import { type TrainingInput, trainModel } from '@qt/model';
import { type EquitySample, performanceOf } from '@qt/performance';
import { expect, test } from 'vitest';
import { HistoryTooShort } from '../history/history.ts';
import { simulatedHistory } from '../history/sources.ts';
import { type Report, reportOf } from '../report/report.ts';
import { productionFeatures } from './features.ts';
import { walkForward } from './walk.ts';

const HOUR_MS = 3_600_000;
const UNTIL = Date.UTC(2026, 0, 1);
const COSTS = { feeBps: 10, slippageBps: 2 };

/** Trains once for a moment, however many walks come past it. */
const trained = new Map<number, ReturnType<typeof trainModel>>();
function trainOnce(input: TrainingInput) {
  const found = trained.get(input.now) ?? trainModel(input);
  trained.set(input.now, found);
  return found;
}

const options = {
  history: simulatedHistory(1, ['BTCUSDT'], 2.125, UNTIL),
  profiles: PROFILES,
  featuresAt: productionFeatures,
  train: trainOnce,
  historyMs: 24 * HOUR_MS,
  retrainMs: 48 * HOUR_MS,
  costs: COSTS,
  env: {},
  onProgress: () => undefined,
};

test('a walk over the simulated market trades on each of its days, and every part of the report adds up to the books', async () => {
  const walk = await walkForward(options);
  expect(walk.retrainings.map(({ promoted }) => promoted)).toEqual([true]);
  expect(walk.equity).toHaveLength(27 * 60);
  expect(walk.failures).toEqual({});
  const secondDay = walk.span.from + 24 * HOUR_MS;
  expect(walk.fills.filter(({ filledAt }) => filledAt < secondDay).length).toBeGreaterThan(10);
  expect(walk.fills.filter(({ filledAt }) => filledAt >= secondDay).length).toBeGreaterThan(3);

  const booked = total(walk.fills.map(({ realisedPnl }) => realisedPnl));
  expect(decimalText(booked)).toBe(walk.realisedPnl);
  const report = reportOf(options.history, walk, { costs: COSTS, seed: 1 });
  const sums = [report.by_profile, report.by_symbol, report.by_exit].map((parts) =>
    decimalText(total(Object.values(parts).map(({ net }) => amount(net)))),
  );
  expect(sums).toEqual([report.all.net, report.all.net, report.all.net]);
  expect(report.net).toBeCloseTo((walk.equity.at(-1)?.equity ?? 0) - 100_000, 9);
  expectSameExposure(report, walk.equity);

  const opens = new Map(options.history.get('BTCUSDT')?.map(({ openTime, open }) => [openTime, open]));
  for (const { filledAt, price, order } of walk.fills) {
    const off = price.toNumber() / (opens.get(filledAt) ?? Number.NaN) - 1;
    expect(off).toBeCloseTo(order.side === 'buy' ? 0.0002 : -0.0002, 6);
  }
});

/** What fills and prices say is what the books said minute by minute; the profiles together are the account. */
function expectSameExposure(report: Report, equity: readonly EquitySample[]): void {
  const { performance, by_profile, by_symbol } = report;
  const booked = performanceOf(equity);
  for (const key of ['max_drawdown', 'sharpe', 'time_in_market', 'mean_exposure', 'max_exposure'] as const) {
    expect(performance[key], key).toBeCloseTo(booked[key] ?? Number.NaN, 5);
    expect(by_symbol['BTCUSDT']?.performance[key], key).toBeCloseTo(booked[key] ?? Number.NaN, 5);
  }
  const share = Object.values(by_profile).reduce((sum, part) => sum + part.performance.mean_exposure_share, 0);
  expect(share).toBeCloseTo(performance.mean_exposure_share, 9);
  expect(performance.mean_exposure_share).toBeCloseTo(booked.mean_exposure / 100_000, 3);
}

test('the kill switch keeps a walk from trading', async () => {
  const walk = await walkForward({ ...options, env: { QT_KILL_SWITCH: '1' } });
  expect(walk.fills).toEqual([]);
  expect(walk.denials['kill_switch']).toBeGreaterThan(0);
});

test('too little history is refused with how much is needed', async () => {
  await expect(walkForward({ ...options, historyMs: 100 * HOUR_MS })).rejects.toThrow(HistoryTooShort);
  await expect(walkForward({ ...options, historyMs: 100 * HOUR_MS })).rejects.toThrow(
    'history: expected more than the 4.2 days that the first model is trained on, actual 2.1 days that all symbols have',
  );
});
