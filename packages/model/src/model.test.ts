import { PROFILES } from '@qt/catalogue';
import { MINUTE_MS } from '@qt/contracts';
import { createSimulatedMarket } from '@qt/simulated-market';
import { beforeAll, describe, expect, test } from 'vitest';
import { candlesOf } from './candles.fixture.ts';
import type { OpenModel, Progress, TrainingResult } from './index.ts';
import {
  compareModels,
  decide,
  FEATURES,
  featuresOfLast,
  judgeModel,
  LOOKBACK_CANDLES,
  liveSkillOf,
  moveThreshold,
  openModel,
  STRATEGIES,
  TrainingFailed,
  trainModel,
} from './index.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const NOW = Date.UTC(2026, 10, 23, 12);
const COSTS = { feeBps: 10, slippageBps: 2 };
const market = createSimulatedMarket();

const history = (minutes: number, until = NOW) =>
  new Map(SYMBOLS.map((symbol) => [symbol, market.candles(symbol, until / MINUTE_MS - minutes, minutes)]));
const featuresAt = (symbol: string, at: number) =>
  featuresOfLast(market.candles(symbol, at / MINUTE_MS - LOOKBACK_CANDLES, LOOKBACK_CANDLES));

describe('a model of two weeks of the default simulated market', () => {
  const progress: Progress[] = [];
  let trained: TrainingResult;
  let model: OpenModel;
  beforeAll(async () => {
    trained = await trainModel({
      costs: COSTS,
      candlesBySymbol: history(14 * 1440),
      now: NOW,
      onProgress: (each) => progress.push(each),
    });
    model = await openModel(trained.artifact);
    return () => model.close();
  }, 240_000);

  test('beats the baseline out of sample for every profile, and its card says so', () => {
    const { card } = trained;
    expect(card.version).toBe('m-20261123t120000z');
    expect(card.symbols).toEqual(SYMBOLS);
    expect(card.data_from).toBe('2026-11-09T12:00:00.000Z');
    expect(card.data_to).toBe('2026-11-23T11:59:00.000Z');
    expect(card.profiles.map(({ profile }) => profile)).toEqual(PROFILES);
    for (const { out_of_sample, baseline, in_sample, incumbent } of card.profiles) {
      expect(out_of_sample.log_loss).toBeLessThan(0.75 * baseline.log_loss);
      expect(out_of_sample.brier).toBeLessThan(baseline.brier);
      expect(out_of_sample.accuracy).toBeGreaterThan(baseline.accuracy);
      expect(out_of_sample.calibration_error).toBeLessThan(0.06);
      expect(in_sample.log_loss).toBeLessThan(out_of_sample.log_loss);
      expect(out_of_sample.rows).toBe(baseline.rows);
      expect(incumbent).toBeNull();
    }
    expect(card.beats_baseline).toBe(true);
  });

  test('reports its progress from the first fold to the end', () => {
    expect(progress[0]).toEqual({ progress: 0, stage: 'conservative: fold 1 of 4' });
    expect(progress.at(-1)).toEqual({ progress: 1, stage: 'done' });
    expect(progress.map((each) => each.progress)).toEqual(
      progress.map((each) => each.progress).toSorted((a, b) => a - b),
    );
  });

  test('is judged by the following day: better than class frequencies, on the features of its training', async () => {
    const day = (times: (price: number) => number) =>
      new Map(
        SYMBOLS.map((symbol) => [
          symbol,
          market.candles(symbol, NOW / MINUTE_MS - LOOKBACK_CANDLES, 1440 + LOOKBACK_CANDLES).map((candle) => ({
            ...candle,
            close: times(candle.close),
          })),
        ]),
      );
    const asked = { artifact: trained.artifact, after: NOW - MINUTE_MS, costs: COSTS };
    const judged = await judgeModel({ ...asked, candlesBySymbol: day((price) => price) });
    expect(judged.drift.map(({ feature }) => feature)).toEqual(FEATURES.map(({ name }) => name));
    for (const { psi } of judged.drift) expect(psi).toBeLessThan(0.5);
    for (const card of trained.card.profiles) {
      const own = judged.predictions.filter(({ profile }) => profile === card.profile);
      expect(Math.min(...own.map(({ time }) => time))).toBeGreaterThanOrEqual(NOW);
      expect(own.length).toBeGreaterThan(700);
      const skill = liveSkillOf(card, own);
      expect(skill?.excess_loss?.upper).toBeLessThan(0);
      expect(skill?.hit_rate).toBeGreaterThan(skill?.baseline_hit_rate ?? 1);
    }
    // Every second close far off: another market.
    let minute = 0;
    const lively = await judgeModel({ ...asked, candlesBySymbol: day((price) => price * (1 + 0.02 * (minute++ % 2))) });
    expect(Math.max(...lively.drift.map(({ psi }) => psi))).toBeGreaterThan(2);
  });

  test('finds something to buy at nearly every minute of the following day, with calibrated confidence', async () => {
    const minutes = Array.from({ length: 1440 }, (_, at) => NOW + at * MINUTE_MS);
    const tradable = minutes.map(() => false);
    for (const profile of PROFILES) {
      const confidences: number[] = [];
      let said = 0;
      let right = 0;
      let entries = 0;
      for (const symbol of SYMBOLS) {
        const inferences = await model.inferMany(
          profile,
          minutes.map((at) => featuresAt(symbol, at)),
        );
        for (const [at, { probabilities }] of inferences.entries()) {
          const { action, confidence } = decide(probabilities, STRATEGIES[profile]);
          confidences.push(confidence);
          if (action !== 'buy') continue;
          tradable[at] = true;
          entries += 1;
          said += confidence;
          const minute = NOW / MINUTE_MS + at;
          const later = market.candleAt(symbol, minute - 1 + STRATEGIES[profile].horizonMinutes).close;
          if (later / market.candleAt(symbol, minute - 1).close - 1 >= moveThreshold(STRATEGIES[profile], COSTS))
            right += 1;
        }
      }
      const mean = confidences.reduce((sum, each) => sum + each, 0) / confidences.length;
      expect(mean, profile).toBeGreaterThan(0.6);
      expect(right / entries, profile).toBeGreaterThan(said / entries - 0.1);
    }
    const without = tradable.map((each) => (each ? ' ' : 'x')).join('');
    expect(tradable.filter(Boolean).length / minutes.length).toBeGreaterThan(0.995);
    expect(Math.max(...without.split(' ').map((gap) => gap.length))).toBeLessThanOrEqual(2);
  }, 120_000);

  test('infers one row as it infers many', async () => {
    const rows = SYMBOLS.map((symbol) => featuresAt(symbol, NOW));
    const many = await model.inferMany('balanced', rows);
    const one = await Promise.all(rows.map((row) => model.infer('balanced', row)));
    expect(one).toEqual(many);
    for (const { probabilities } of many) {
      expect(probabilities.buy + probabilities.sell + probabilities.hold).toBeCloseTo(1, 9);
    }
    expect(await model.inferMany('balanced', [])).toEqual([]);
  });

  test('refuses features that are not numbers', async () => {
    const row = featuresAt('BTCUSDT', NOW);
    row[3] = Number.NaN;
    await expect(model.infer('balanced', row)).rejects.toThrow(/features: expected 16 finite numbers, actual .*NaN/);
  });
});

describe('a small training', () => {
  const minutes = 600;
  let first: TrainingResult;
  beforeAll(async () => {
    first = await trainModel({ costs: COSTS, candlesBySymbol: history(minutes), now: NOW });
  }, 120_000);

  test('scores the incumbent on the same rows as the candidate: those that neither has seen, if there are enough', async () => {
    const later = NOW + 200 * MINUTE_MS;
    const { card, incumbentNote } = await trainModel({
      costs: COSTS,
      candlesBySymbol: history(minutes + 200, later),
      now: later,
      incumbent: first.artifact,
    });
    expect(incumbentNote).toMatch(/^both models were scored only on rows newer/);
    for (const { out_of_sample, incumbent, horizon_minutes } of card.profiles) {
      expect(out_of_sample.rows).toBe(3 * (200 - horizon_minutes));
      expect(incumbent?.rows).toBe(out_of_sample.rows);
      expect(incumbent?.log_loss).toBeGreaterThan(0);
    }
  }, 120_000);

  test('notes when the incumbent is scored on rows it was trained on', async () => {
    const { card, incumbentNote } = await trainModel({
      costs: COSTS,
      candlesBySymbol: history(minutes),
      now: NOW,
      incumbent: first.artifact,
    });
    expect(incumbentNote).toMatch(/^the incumbent was scored on rows that it was trained on/);
    for (const { out_of_sample, incumbent } of card.profiles) expect(incumbent?.rows).toBe(out_of_sample.rows);
  }, 120_000);

  test('two models are compared on what neither was trained on: each one by itself, and their difference', async () => {
    const asked = { costs: COSTS, candlesBySymbol: history(minutes, NOW + minutes * MINUTE_MS), seed: 1 };
    const { artifact: second } = await trainModel({
      costs: { feeBps: 40, slippageBps: 2 },
      candlesBySymbol: history(minutes),
      now: NOW,
    });
    // The history lacks what the features of its first two hours look back on.
    const { comparison, profiles } = await compareModels({ ...asked, after: NOW, first: first.artifact, second });
    expect(profiles.map(({ profile, rows }) => [profile, rows > 1000])).toEqual(
      PROFILES.map((profile) => [profile, true]),
    );
    const total = profiles.reduce((sum, { rows }) => sum + rows, 0);
    expect(comparison?.rows ?? total).toBe(total);
    for (const { first: one, second: other } of profiles) expect(one.log_loss).not.toBe(other.log_loss);
    const same = await compareModels({ ...asked, after: NOW, first: first.artifact, second: first.artifact });
    for (const { first: one, second: other } of same.profiles) expect(one).toEqual(other);
  }, 120_000);

  test('skips an incumbent whose file is damaged, notes it, and trains the same model from the same candles', async () => {
    const { card, incumbentNote } = await trainModel({
      costs: COSTS,
      candlesBySymbol: history(minutes),
      now: NOW,
      incumbent: first.artifact.subarray(0, -1),
    });
    expect(incumbentNote).toMatch(/^the incumbent could not be scored: model file: expected sha256/);
    expect(card).toEqual(first.card);
  }, 120_000);

  test('the same data and seed give the same bytes; its card says what it can be made again from', async () => {
    const again = await trainModel({ costs: COSTS, candlesBySymbol: history(minutes), now: NOW });
    expect(Buffer.from(again.artifact).equals(first.artifact)).toBe(true);
    const { training, profiles, features } = first.card;
    expect(training).toEqual({
      data_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      seed: 1,
      versions: { format: 'qt-model/2', boosting: '3', node: process.versions.node },
      fee_bps: 10,
      slippage_bps: 2,
    });
    for (const { reliability, out_of_sample } of profiles) {
      const counted = reliability?.reduce((sum, { count }) => sum + count, 0);
      expect(counted).toBe(3 * out_of_sample.rows);
    }
    for (const { scored, calibration, class_shares: shares, mean_moves: moves } of profiles) {
      expect(scored).toMatchObject({ unseen: true, to: expect.stringMatching(/^2026-11-23T1/) });
      expect(calibration?.scale).toBeGreaterThan(0);
      expect((shares?.buy ?? 0) + (shares?.sell ?? 0) + (shares?.hold ?? 0)).toBeCloseTo(1, 9);
      expect(moves?.buy).toBeGreaterThan(0);
    }
    expect(features.every(({ training: spread }) => spread?.shares.length === (spread?.bounds.length ?? 0) + 1)).toBe(
      true,
    );
  }, 120_000);

  test('other costs give other labels, and another model', async () => {
    const dear = await trainModel({
      costs: { feeBps: 40, slippageBps: 2 },
      candlesBySymbol: history(minutes),
      now: NOW,
    });
    const [cheap, dearly] = [first.card, dear.card].map(({ profiles }) => profiles[2]?.class_shares?.buy ?? 0);
    expect(dearly).toBeLessThan((cheap ?? 0) - 0.02);
    expect(dear.card.training?.data_sha256).toBe(first.card.training?.data_sha256);
  }, 120_000);

  test('ends at once when it is aborted', async () => {
    const stop = new AbortController();
    const training = trainModel({
      costs: COSTS,
      candlesBySymbol: history(minutes),
      now: NOW,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('stopped')),
    });
    await expect(training).rejects.toThrow('stopped');
    await expect(
      trainModel({
        costs: COSTS,
        candlesBySymbol: history(minutes),
        now: NOW,
        signal: AbortSignal.abort(new Error('too late')),
      }),
    ).rejects.toThrow('too late');
  });
});

test.each([
  ['no symbol', new Map(), /conservative: expected at least 200 rows .* actual 0 rows of none/],
  ['a history that is too short', history(150), /actual \d+ rows/],
  [
    'a market in which nothing moves',
    new Map([['BTCUSDT', candlesOf(Array.from({ length: 2000 }, () => 100))]]),
    /rows of hold; more or livelier history is needed/,
  ],
])('a training on %s fails with the reason', async (_, candlesBySymbol, reason) => {
  const training = trainModel({ costs: COSTS, candlesBySymbol, now: NOW });
  await expect(training).rejects.toThrow(TrainingFailed);
  await expect(training).rejects.toThrow(reason);
});

test('a damaged file does not open, and the error has the reason', async () => {
  await expect(openModel(Buffer.from('qt-model/2 sha256:00\n{}\n'))).rejects.toThrow(
    /^model: model file: expected sha256:00, actual sha256:[0-9a-f]{64}$/,
  );
});
