import type { JobId } from '@qt/catalogue';
import type { FinishedRun, Job, RunInHand, RunOutcome } from './job.ts';
import { Scheduler } from './scheduler.ts';
import { VirtualTime } from './virtual-time.fixture.ts';

export const SUCCESS: RunOutcome = { status: 'success', symbolsDone: 1 };
export const RUN: RunInHand = {
  jobId: 'signal_scan',
  runId: 'run',
  trigger: 'schedule',
  startedAt: 1_700_000_000_000,
  assertHeld: () => {},
};

/** A scheduler in virtual time, and a record of what it did. */
export function simulate(jobs: readonly Partial<Job>[], random = 0) {
  const time = new VirtualTime();
  const finished: FinishedRun[] = [];
  const planned: { readonly id: JobId; readonly dueAt: number }[] = [];
  let runs = 0;
  const scheduler = new Scheduler(
    jobs.map((job) => ({
      id: 'signal_scan',
      intervalMs: 60_000,
      timeoutMs: 45_000,
      firstRun: 'at_start',
      work: async () => SUCCESS,
      ...job,
    })),
    {
      now: time.now,
      timers: time,
      random: () => random,
      newRunId: () => `run-${++runs}`,
      planned: (job, dueAt) => planned.push({ id: job.id, dueAt }),
      track: async (_, perform) => {
        finished.push(await perform());
      },
    },
  );
  return { time, scheduler, finished, planned, start: time.now() };
}

/** Work of a given length that ends early when its signal aborts, or not. */
export function lasting(time: VirtualTime, ms: number, obeysSignal = true) {
  return (signal: AbortSignal): Promise<RunOutcome> =>
    new Promise((resolve, reject) => {
      time.after(ms, () => resolve(SUCCESS));
      if (obeysSignal) signal.addEventListener('abort', () => reject(signal.reason));
    });
}
