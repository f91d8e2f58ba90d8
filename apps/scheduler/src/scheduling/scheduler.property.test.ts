import { JOBS } from '@qt/catalogue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Job, Work } from './job.ts';
import { lasting, SUCCESS, simulate } from './scheduler.fixture.ts';
import type { VirtualTime } from './virtual-time.fixture.ts';

const SECOND = 1000;

/** The scripted runs of a job: they take a while, fail, or ignore their time-out. */
const behaviour = fc.record({
  ms: fc.oneof(fc.constant(0), fc.nat(SECOND), fc.nat(200 * SECOND)),
  obeysSignal: fc.boolean(),
  fails: fc.boolean(),
});
const job = fc.record({
  intervalMs: fc.integer({ min: SECOND, max: 120 * SECOND }),
  timeoutMs: fc.integer({ min: SECOND, max: 150 * SECOND }),
  runs: fc.array(behaviour, { minLength: 1, maxLength: 5 }),
});
/** Events meanwhile: time passes, the machine is suspended, someone runs a job manually. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 90 * SECOND }) }),
  fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 1, max: 86_400 * SECOND }) }),
  fc.record({ kind: fc.constant('by hand' as const), ms: fc.constant(0) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Spec = typeof job extends fc.Arbitrary<infer T> ? T : never;

/** Jobs with scripted runs, and each overlap of a job with itself. */
function acting(specs: readonly Spec[], time: () => VirtualTime) {
  const overlaps: string[] = [];
  const jobs = specs.map(({ intervalMs, timeoutMs, runs }, index): Partial<Job> => {
    const id = JOBS[index] ?? 'signal_scan';
    let count = 0;
    let working = false;
    const work: Work = async (signal) => {
      if (working) overlaps.push(id);
      working = true;
      const run = runs[count++ % runs.length] ?? { ms: 0, obeysSignal: true, fails: false };
      try {
        await lasting(time(), run.ms, run.obeysSignal)(signal);
        if (run.fails) throw new Error('as it happens');
        return SUCCESS;
      } finally {
        working = false;
      }
    };
    return { id, intervalMs, timeoutMs, work };
  });
  return { jobs, overlaps };
}

async function simulated(specs: readonly Spec[], steps: readonly Step[], random: number) {
  const { jobs, overlaps } = acting(specs, () => simulation.time);
  const simulation = simulate(jobs, random);
  const { scheduler, time } = simulation;
  scheduler.start({ firstStartAt: time.now(), lastRuns: new Map() });
  let awakeMs = 0;
  for (const { kind, ms } of steps) {
    if (kind === 'sleep') time.jump(ms);
    else if (kind === 'by hand') scheduler.runNow(JOBS[0]);
    else await time.advance(ms);
    if (kind === 'pass') awakeMs += ms;
  }
  return { ...simulation, overlaps, awakeMs, sleeps: steps.filter((one) => one.kind === 'sleep').length };
}

test('for any runs and clock: no job overlaps with itself, due times only grow, no missed run is replayed', async () => {
  const property = fc.asyncProperty(
    fc.array(job, { minLength: 1, maxLength: JOBS.length }),
    fc.array(step, { minLength: 1, maxLength: 25 }),
    fc.float({ min: 0, max: Math.fround(0.999) }),
    async (specs, steps, random) => {
      const { finished, planned, overlaps, awakeMs, sleeps } = await simulated(specs, steps, random);
      expect(overlaps).toEqual([]);
      for (const [index, { intervalMs }] of specs.entries()) {
        const dues = planned.filter((plan) => plan.id === JOBS[index]).map((plan) => plan.dueAt);
        expect(dues).toEqual([...new Set(dues)].sort((a, b) => a - b));
        const runs = finished.filter((run) => run.jobId === JOBS[index] && run.trigger === 'schedule');
        // Each stretch awake has at most one slot of the grid more than whole intervals; each sleep, one overdue run.
        const stretches = sleeps + 1;
        expect(runs.length).toBeLessThanOrEqual(Math.floor(awakeMs / intervalMs) + stretches + sleeps);
      }
    },
  );
  await fc.assert(property, { numRuns: 100 });
});
