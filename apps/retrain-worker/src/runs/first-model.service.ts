import type { Log } from '@qt/catalogue';
import type { SourceWatch } from '../dataset/source-monitor.ts';
import type { ModelFiles } from '../models/model-file.repository.ts';
import type { RetrainStore } from '../store/retrain.repository.ts';
import { RunsStopped, RunUnderWay, type TrainingRuns } from './runs.service.ts';
import { usableCurrent } from './training-pipeline.ts';

export interface FirstModelOptions {
  readonly store: RetrainStore;
  readonly files: ModelFiles;
  readonly source: Pick<SourceWatch, 'ask'>;
  readonly runs: TrainingRuns;
  readonly log: Log;
  /** Resolves after so many ms, or at once when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const SOURCE_PAUSE_MS = 2_000;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 600_000;

/**
 * Sees to it that there is a model: where none can be used, or a run was set aside by a stop, one is started as soon as
 * the source of history answers, and again after each failure, with growing pauses. Ends after a run that succeeded.
 * Never rejects.
 */
export async function ensureFirstModel(options: FirstModelOptions, signal: AbortSignal): Promise<void> {
  const { store, files, source, runs, log, pause } = options;
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const { artifact, trouble } = await usableCurrent(store, files);
    if (artifact !== null && !(await runs.hasSetAside())) return;
    if (trouble !== null) log.warn('a new first model is needed', { why: trouble });
    while (!signal.aborted && !(await source.ask())) await pause(SOURCE_PAUSE_MS, signal);
    if (signal.aborted || (await oneRun(options))) return;
    await pause(retryMs, signal);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }
}

/** Whether a run came to its end with a candidate: its own, or one that was under way. */
async function oneRun({ runs, log }: FirstModelOptions): Promise<boolean> {
  try {
    return await (await runs.start('first_model')).ended;
  } catch (error) {
    if (error instanceof RunUnderWay) return (await runs.active?.ended) ?? false;
    if (!(error instanceof RunsStopped)) log.error('the first run could not be started', { error });
    return false;
  }
}
