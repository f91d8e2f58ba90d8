import { parentPort, workerData } from 'node:worker_threads';
import { PROFILES } from '@qt/catalogue';
import { messageOf } from '@qt/contracts';
import { type ModelArtifact, readArtifact } from './artifact.ts';
import type { ComparisonResult } from './compare-models.ts';
import { comparisonOf } from './comparison.ts';
import { firstAt, labelledRows, sampledRows, slice } from './dataset.ts';
import { predictBy } from './incumbent.ts';
import { unpackHistory } from './packed-candles.ts';
import { comparedRows, economicsOf, pairedRows, resultOf } from './paired-rows.ts';
import { moveThreshold, STRATEGIES } from './strategies.ts';
import type { ComparisonRequest, ThreadReport } from './training-messages.ts';

const say = (report: ThreadReport<ComparisonResult>) => parentPort?.postMessage(report);
const { candles, after, seed, costs, first, second } = workerData as ComparisonRequest;
try {
  const models = [readArtifact(first), readArtifact(second)] as const;
  const sampled = sampledRows(unpackHistory(candles));
  const compared = PROFILES.flatMap((profile) => {
    const { horizonMinutes } = STRATEGIES[profile];
    const all = labelledRows(sampled, { horizonMinutes, moveThreshold: moveThreshold(STRATEGIES[profile], costs) });
    const data = slice(all, firstAt(all.times, after + 1), all.times.length);
    const predictedBy = (model: ModelArtifact) => {
      const probabilities = predictBy(model, profile, data);
      const card = model.card.profiles.find((each) => each.profile === profile);
      return probabilities && { probabilities, economics: economicsOf(card, costs) };
    };
    const [a, b] = [predictedBy(models[0]), predictedBy(models[1])];
    return a === null || b === null ? [] : { profile, rows: comparedRows(profile, data, a, b, costs) };
  });
  const profiles = compared
    .filter(({ rows }) => rows.length > 0)
    .map(({ profile, rows }) => ({
      profile,
      rows: rows.length,
      first: resultOf(rows.map(({ first: each }) => each)),
      second: resultOf(rows.map(({ second: each }) => each)),
    }));
  const comparison = comparisonOf(
    compared.flatMap(({ rows }) => pairedRows(rows)),
    seed,
  );
  say({ kind: 'done', result: { comparison, profiles } });
} catch (error) {
  say({ kind: 'failed', reason: messageOf(error) });
}
