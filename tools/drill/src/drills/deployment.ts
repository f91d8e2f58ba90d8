import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Scene } from '../scene/scene.ts';
import type { Drill, End } from './drill.ts';
import { training } from './providers.ts';
import { shared } from './shared.ts';

const DAY_MS = 24 * 3_600_000;

/** As if the last training had been long ago: the system was off for days. */
function backdateTrainings(dataDir: string): void {
  const store = new DatabaseSync(join(dataDir, 'retrain-worker', 'retrain-worker.db'));
  store.exec(
    `UPDATE runs SET started_at = started_at - ${DAY_MS}, finished_at = finished_at - ${DAY_MS} WHERE status = 'success'`,
  );
  store.close();
}

const MISTAKES = {
  QT_MODEL_MAX_AGE_HOURS: '0.001',
  QT_CONFIDENCE_THRESHOLD_BALANCED: '0.99',
};

/** A deployment with several mistakes at once, each with an alert of its own; trading goes back to what it was after it. */
const deployMistakes = shared(async (scene: Scene): Promise<End> => {
  const { dataDir } = scene.system;
  await scene.reconfigure(MISTAKES, () => backdateTrainings(dataDir));
  await scene.until('api', 'ready');
  return async () => {
    await scene.reconfigure({});
    await scene.system.untilTrading(300_000);
    await training(scene, 'success');
  };
});

const END = 'the configuration is as before, and a training succeeds';

export const modelExpired: Drill = {
  alert: 'ModelExpired',
  fault: 'deployed with QT_MODEL_MAX_AGE_HOURS=0.001',
  end: END,
  make: deployMistakes,
};

export const modelConfidenceDrop: Drill = {
  alert: 'ModelConfidenceDrop',
  fault: 'deployed with a threshold of 0.99 for balanced',
  end: END,
  make: deployMistakes,
};

export const retrainOverdue: Drill = {
  alert: 'RetrainOverdue',
  cause: 'overdue',
  fault: 'started with trainings a day old, in the worker’s store',
  end: END,
  make: deployMistakes,
};
