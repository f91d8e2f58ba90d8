import { Inject, Injectable } from '@nestjs/common';
import { NOW } from '@qt/nest-service';
import { DatasetService } from '../dataset/dataset.service.ts';
import { ModelFileRepository } from '../models/model-file.repository.ts';
import { decidePromotion } from '../models/promotion-decision.ts';
import { RetrainSettings } from '../retrain-settings.ts';
import { type EvaluatedCandidate, RetrainRepository } from '../store/retrain.repository.ts';
import { ModelTrainer } from './model-trainer.ts';
import { usableCurrent } from './usable-current.ts';

/** What the pipeline gets of a run. `advance` reports its progress (0 to 1) and stage. */
interface RunContext {
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly advance: (progress: number, stage: string) => void;
}

export type RunResult = EvaluatedCandidate & { readonly previous: string | null };

/** The share of a run's progress that loading the candles takes. */
const DATASET_SHARE = 0.15;

/** The steps of a run: dataset, training, evaluation, the candidate's file, and the decision to promote. */
@Injectable()
export class TrainingPipeline {
  constructor(
    @Inject(DatasetService) private readonly dataset: Pick<DatasetService, 'load'>,
    private readonly trainer: ModelTrainer,
    private readonly repository: RetrainRepository,
    private readonly files: ModelFileRepository,
    @Inject(RetrainSettings)
    private readonly settings: Pick<RetrainSettings, 'live' | 'keepModels' | 'costs' | 'shadowMs'>,
    @Inject(NOW) private readonly now: () => number,
  ) {}

  async run({ signal, advance }: RunContext): Promise<RunResult> {
    const { repository, files } = this;
    const startedAt = this.now();
    const incumbent = await usableCurrent(repository, files);
    const { candlesBySymbol, leftOut } = await this.dataset.load(startedAt, signal, (symbol, done) =>
      advance(done * DATASET_SHARE, `fetching the history of ${symbol}`),
    );
    const { artifact, card, incumbentNote } = await this.trainer.train({
      candlesBySymbol,
      now: startedAt,
      costs: this.settings.costs,
      ...(incumbent.artifact === null ? {} : { incumbent: incumbent.artifact }),
      onProgress: ({ progress, stage }) => advance(DATASET_SHARE + (1 - DATASET_SHARE) * progress, stage),
      signal,
    });
    await this.#prune();
    await files.save(card.version, artifact);
    const current = (await repository.current())?.card.version ?? null;
    const decision = decidePromotion({
      card,
      incumbent: incumbent.artifact === null ? null : incumbent.version,
      note: joined([
        incumbent.problem ?? incumbentNote,
        ...[...leftOut].map(([symbol, why]) => `without ${symbol}: ${why}`),
      ]),
      current,
      promotionsHalted: await repository.promotionsHalted(),
      live: this.settings.live,
    });
    const candidate = { card, ...decision, shadow: null, previous: current };
    // The first model has nothing to run beside.
    return decision.promoted && current !== null && incumbent.artifact !== null
      ? await this.#shadowed(candidate, current)
      : candidate;
  }

  /** A better candidate runs beside the current model first; another one has to wait for the trial under way. */
  async #shadowed(candidate: RunResult, rival: string): Promise<RunResult> {
    if (this.settings.shadowMs === 0) return candidate;
    const { version } = candidate.card;
    const underWay = await this.repository.trial();
    if (underWay?.kind === 'shadow' && underWay.rival === rival) {
      return {
        ...candidate,
        promoted: false,
        why: `not promoted: ${underWay.version} is in its shadow period; ${candidate.why}`,
      };
    }
    const endsAt = this.now() + this.settings.shadowMs;
    const why = `in its shadow period beside ${rival} until ${new Date(endsAt).toISOString()}; ${candidate.why}`;
    return { ...candidate, promoted: false, why, shadow: { kind: 'shadow', version, rival, endsAt } };
  }

  /** Makes room for one more model: the oldest go first, then the previously current one; never the current one. */
  async #prune(): Promise<void> {
    const { repository } = this;
    const models = await repository.models();
    const retired = models.filter(({ state }) => state === 'retired');
    const lastCurrent = retired
      .toSorted((a, b) => (b.promoted_at ?? '').localeCompare(a.promoted_at ?? ''))
      .slice(0, 1);
    const trial = await repository.trial();
    const onTrial = models.filter(({ card }) => card.version === trial?.version || card.version === trial?.rival);
    const byPriority = [...models.filter(({ state }) => state === 'current'), ...onTrial, ...lastCurrent, ...models];
    const kept = new Set(
      [...new Set(byPriority.map(({ card }) => card.version))].slice(0, this.settings.keepModels - 1),
    );
    for (const { card } of models) if (!kept.has(card.version)) await repository.removeModel(card.version);
    await this.files.keepOnly(kept);
  }
}

function joined(notes: readonly (string | null)[]): string | null {
  return notes.filter((note) => note !== null).join('; ') || null;
}
