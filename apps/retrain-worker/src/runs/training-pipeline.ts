import type { TrainingInput, TrainingResult } from '@qt/model';
import type { TrainingHistory } from '../dataset/dataset.service.ts';
import type { ModelFiles } from '../models/model-file.repository.ts';
import { judge } from '../models/promotion-decision.ts';
import type { RetrainStore } from '../store/retrain.repository.ts';
import type { RunWork } from './runs.service.ts';

export interface RetrainOptions {
  readonly history: TrainingHistory;
  readonly train: (input: TrainingInput) => Promise<TrainingResult>;
  readonly store: RetrainStore;
  readonly files: ModelFiles;
  readonly live: boolean;
  readonly keepModels: number;
  /** Unix ms. */
  readonly now: () => number;
}

/** What share of a run's progress the fetching of history is. */
const HISTORY_SHARE = 0.15;

/** The work of a run: history, training, evaluation, the candidate's file, and whether it is promoted. */
export function retrain(options: RetrainOptions): RunWork {
  const { history, train, store, files, live, now } = options;
  return async ({ signal, advance }) => {
    const startedAt = now();
    const incumbent = await usableCurrent(store, files);
    const candlesBySymbol = await history.load(startedAt, signal, (symbol, done) =>
      advance(done * HISTORY_SHARE, `fetching the history of ${symbol}`),
    );
    const { artifact, card, incumbentNote } = await train({
      candlesBySymbol,
      now: startedAt,
      ...(incumbent.artifact === null ? {} : { incumbent: incumbent.artifact }),
      onProgress: ({ progress, stage }) => advance(HISTORY_SHARE + (1 - HISTORY_SHARE) * progress, stage),
      signal,
    });
    await prune(options);
    await files.save(card.version, artifact);
    const current = (await store.current())?.card.version ?? null;
    const verdict = judge({
      card,
      incumbent: incumbent.artifact === null ? null : incumbent.version,
      note: incumbent.trouble ?? incumbentNote,
      current,
      promotionsHalted: await store.promotionsHalted(),
      live,
    });
    return { card, ...verdict, previous: current };
  };
}

interface Incumbent {
  readonly version: string | null;
  /** Null where there is no current model, or none that can be used. */
  readonly artifact: Uint8Array | null;
  /** Why the current model cannot be used. */
  readonly trouble: string | null;
}

/** The current model, if there is one whose file is whole and of this program. */
export async function usableCurrent(store: RetrainStore, files: ModelFiles): Promise<Incumbent> {
  const version = (await store.current())?.card.version ?? null;
  if (version === null) return { version, artifact: null, trouble: null };
  try {
    return { version, artifact: await files.load(version), trouble: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { version, artifact: null, trouble: `the current model ${version} cannot be used: ${reason}` };
  }
}

/** Makes room for one more model: the oldest go, after them the one that was current last, never the current one. */
async function prune({ store, files, keepModels }: RetrainOptions): Promise<void> {
  const models = await store.models();
  const retired = models.filter(({ state }) => state === 'retired');
  const lastCurrent = retired.toSorted((a, b) => (b.promoted_at ?? '').localeCompare(a.promoted_at ?? '')).slice(0, 1);
  const byWorth = [...models.filter(({ state }) => state === 'current'), ...lastCurrent, ...models];
  const kept = new Set([...new Set(byWorth.map(({ card }) => card.version))].slice(0, keepModels - 1));
  for (const { card } of models) if (!kept.has(card.version)) await store.removeModel(card.version);
  await files.keepOnly(kept);
}
