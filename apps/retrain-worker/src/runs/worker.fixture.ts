import { join } from 'node:path';
import { recordingInstruments, recordingLog } from '@qt/telemetry/testing';
import { onTestFinished } from 'vitest';
import { cardOf } from '../models/model-card.fixture.ts';
import type { RetrainRepository } from '../store/retrain.repository.ts';
import { SqliteRetrainRepository } from '../store/sqlite-retrain.repository.ts';
import { testFolder } from '../test-folder.fixture.ts';
import { RunRecorder } from './run-recorder.ts';
import { RunMetrics } from './runs.metrics.ts';
import { RunsService } from './runs.service.ts';
import type { TrainingPipeline } from './training-pipeline.ts';

export type RunWork = TrainingPipeline['run'];

export const NOW = Date.UTC(2026, 0, 1);
export const candidate = (version = 'm-1', promoted = true) => ({
  card: cardOf(version),
  rescored: false,
  shadow: null,
  promoted,
  why: 'because',
  previous: null,
});
export const never: RunWork = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

function openFile(): (now: () => number) => RetrainRepository {
  const databaseFile = join(testFolder(), 'worker.db');
  return (now) => new SqliteRetrainRepository({ databaseFile }, now);
}

/** A worker on one store, which a test can start repeatedly; it leaves behind what a crash would. */
export function worker(open: (now: () => number) => RetrainRepository | Promise<RetrainRepository> = openFile()) {
  const clock = { now: NOW };
  const start = async (work: RunWork) => {
    const repository = await open(() => clock.now);
    onTestFinished(() => repository.close().catch(() => undefined));
    const recorded = recordingInstruments();
    const { log, events, lines } = recordingLog();
    const inSpan = async (_: string, __: object, run: (span: never) => unknown) => run(undefined as never);
    const metrics = new RunMetrics(recorded.instruments, repository);
    const runs = new RunsService(new RunRecorder(repository, metrics, log, () => clock.now), { run: work }, {
      inSpan,
    } as never);
    await runs.onModuleInit();
    return { runs, repository, events, lines, value: recorded.value, observations: recorded.observations };
  };
  return { clock, start };
}
