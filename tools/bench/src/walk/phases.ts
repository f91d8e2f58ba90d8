import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_PORTS, type ServiceId } from '@qt/contracts';
import { until } from '@qt/test-kit';
import type { Longest, Watched } from './turns.ts';
import type { WalkingSystem } from './walking-system.ts';

/** What the services do while their event loops are watched. */
export const PHASES = ['warming', 'scanning', 'scraped', 'training'] as const;
export type Phase = (typeof PHASES)[number];
export type LoopDelays = Record<Phase, Record<Watched, Longest>>;

const PHASE_MS = 20_000;
const TRAINING_PATIENCE_MS = 300_000;

/** Watches the event loops in each phase, in turn. */
export async function watchLoops(walking: WalkingSystem): Promise<LoopDelays> {
  return {
    warming: await walking.during(() => repeat(() => walking.warm())),
    scanning: await walking.during(() => repeat(() => walking.scan())),
    scraped: await walking.during(() => repeat(() => scrapeAll(walking))),
    training: await walking.during(() => train(walking)),
  };
}

async function repeat(work: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + PHASE_MS; Date.now() < end; ) {
    await work();
    await pause(250);
  }
}

async function scrapeAll({ system }: WalkingSystem): Promise<void> {
  for (const service of Object.keys(DEFAULT_PORTS) as ServiceId[]) await system.scrape(service);
}

/** One whole training, with the history that it asks for, while the walks go on. */
async function train(walking: WalkingSystem): Promise<void> {
  const { system } = walking;
  const started = await system.retrainWorker().retrain();
  if (!started.ok) throw new Error(`training: ${started.error.message}`);
  const { run_id } = started.body;
  await until(
    'the training to end',
    async () => {
      await walking.warm();
      await walking.scan();
      await pause(1000);
      const runs = await system.retrainWorker().runs();
      if (!runs.ok) return undefined;
      return runs.body.items.find((run) => run.run_id === run_id && run.status !== 'running');
    },
    TRAINING_PATIENCE_MS,
  );
}
