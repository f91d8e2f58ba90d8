import { describe, expect, test } from 'vitest';
import type { Job, Work } from './job.ts';
import { lasting, simulate } from './scheduler.fixture.ts';

const MINUTE = 60_000;
const NOTHING = new Map();

/** Times of starts in seconds after the scheduler's own. */
function seconds(simulation: ReturnType<typeof simulate>) {
  return simulation.finished.map((run) => (run.startedAt - simulation.start) / 1000);
}

function started(job: Partial<Job>, random = 0) {
  const simulation = simulate([job], random);
  simulation.scheduler.start({ firstStartAt: simulation.start, lastRuns: NOTHING });
  return simulation;
}

/** A job whose work needs the simulation's clock. */
function startedWith(makeWork: (time: ReturnType<typeof simulate>['time']) => Work, job: Partial<Job> = {}) {
  let work: Work = () => Promise.reject(new Error('not set'));
  const simulation = started({ ...job, work: (...run) => work(...run) });
  work = makeWork(simulation.time);
  return simulation;
}

describe('a job', () => {
  test('runs shortly after the start and then on its interval', async () => {
    const simulation = started({}, 0.5);
    await simulation.time.advance(3 * MINUTE);
    expect(seconds(simulation)).toEqual([0.5, 60.5, 120.5]);
  });

  test('never overlaps with itself: due times during a run are skipped', async () => {
    const simulation = startedWith((time) => lasting(time, 80_000), { timeoutMs: 10 * MINUTE });
    await simulation.time.advance(5 * MINUTE);
    expect(seconds(simulation)).toEqual([0, 120]);
  });

  test('whose run outlasts its time-out is ended and degraded, and runs again at its next due time', async () => {
    const simulation = startedWith((time) => lasting(time, 50_000));
    await simulation.time.advance(110_000);
    expect(simulation.finished).toMatchObject([
      { outcome: { status: 'degraded', error: 'ended by its time-out of 45 s' } },
      { outcome: { status: 'degraded' } },
    ]);
    expect(simulation.finished.map((run) => run.finishedAt - run.startedAt)).toEqual([45_000, 45_000]);
  });

  test('whose work ignores its time-out blocks further runs until the work returns', async () => {
    const simulation = startedWith((time) => lasting(time, 150_000, false));
    await simulation.time.advance(100_000);
    expect(simulation.finished).toHaveLength(1);
    expect(simulation.scheduler.schedules[0]?.current?.runId).toBe('run-1');
    expect(await simulation.scheduler.runNow('signal_scan')).toEqual({ refused: 'running', since: simulation.start });
    await simulation.time.advance(130_000);
    expect(seconds(simulation)).toEqual([0, 180]);
  });

  test('that is due after the machine was suspended runs once and continues from there', async () => {
    const simulation = started({ intervalMs: 10 * MINUTE });
    await simulation.time.advance(MINUTE);
    simulation.time.jump(60 * MINUTE + 30_000);
    await simulation.time.advance(10 * MINUTE);
    expect(seconds(simulation)).toEqual([0, 3750, 4200]);
  });

  test('waits one interval at most after the clock was set back', async () => {
    const simulation = started({});
    await simulation.time.advance(30_000);
    simulation.time.jump(-24 * 60 * MINUTE);
    await simulation.time.advance(91_000);
    expect(simulation.finished).toHaveLength(2);
  });

  test('can be run manually between its due times, never twice at once', async () => {
    const simulation = startedWith((time) => lasting(time, 5000));
    await simulation.time.advance(20_000);
    expect(await simulation.scheduler.runNow('signal_scan')).toMatchObject({ runId: 'run-2', trigger: 'manual' });
    expect(await simulation.scheduler.runNow('signal_scan')).toMatchObject({ refused: 'running' });
    await simulation.time.advance(MINUTE);
    expect(seconds(simulation)).toEqual([0, 20, 60]);
  });
});

describe('after a restart', () => {
  const lastRun = (startedAt: number) =>
    new Map([
      [
        'signal_scan' as const,
        {
          jobId: 'signal_scan' as const,
          runId: 'before',
          trigger: 'schedule' as const,
          startedAt,
          finishedAt: startedAt + 1000,
          outcome: { status: 'success' as const, symbolsDone: 1 },
        },
      ],
    ]);

  test('an overdue job runs once, within two seconds', async () => {
    const simulation = simulate([{}], 0.9);
    simulation.scheduler.start({ firstStartAt: 0, lastRuns: lastRun(simulation.start - 100 * MINUTE) });
    await simulation.time.advance(2000);
    expect(seconds(simulation)).toEqual([0.9]);
    await simulation.time.advance(50_000);
    expect(simulation.finished).toHaveLength(1);
  });

  test('a job that is not due yet waits for its time', async () => {
    const simulation = simulate([{}]);
    simulation.scheduler.start({ firstStartAt: 0, lastRuns: lastRun(simulation.start - 20_000) });
    await simulation.time.advance(MINUTE);
    expect(seconds(simulation)).toEqual([40]);
  });
});

describe('the gate of a first run', () => {
  const gated = (
    open: () => boolean,
    lastRuns: Parameters<ReturnType<typeof simulate>['scheduler']['start']>[0]['lastRuns'] = NOTHING,
  ) => {
    const gate = { isOpen: async () => open(), atMostMs: 20_000, atMostBeforeFirstRunMs: 90_000 };
    const simulation = simulate([{ gate }]);
    simulation.scheduler.start({ firstStartAt: simulation.start, lastRuns });
    return simulation;
  };

  test('holds the first run until it opens, and no later run', async () => {
    let open = false;
    const simulation = gated(() => open);
    await simulation.time.advance(25_500);
    expect(simulation.finished).toHaveLength(0);
    open = true;
    await simulation.time.advance(1000);
    open = false;
    await simulation.time.advance(MINUTE);
    expect(seconds(simulation)).toEqual([26, 86]);
  });

  test('holds it for a bounded time only', async () => {
    const simulation = gated(() => false);
    await simulation.time.advance(95_000);
    expect(seconds(simulation)).toEqual([90]);
  });

  test('does not hold it longer when the clock is set back', async () => {
    const simulation = gated(() => false);
    await simulation.time.advance(10_000);
    simulation.time.jump(-60 * MINUTE);
    await simulation.time.advance(79_000);
    expect(simulation.finished).toHaveLength(0);
    await simulation.time.advance(MINUTE);
    expect(simulation.finished).toHaveLength(1);
  });

  test('holds an overdue run for a shorter time when the job has run before', async () => {
    const before = {
      jobId: 'signal_scan',
      runId: 'before',
      trigger: 'schedule',
      startedAt: 0,
      finishedAt: 1,
      outcome: { status: 'success', symbolsDone: 1 },
    } as const;
    const simulation = gated(() => false, new Map([['signal_scan', before]]));
    await simulation.time.advance(25_000);
    expect(seconds(simulation)).toEqual([20]);
  });
});

describe('a stop', () => {
  test('lets a run in progress finish and starts none', async () => {
    const simulation = startedWith((time) => lasting(time, 3000));
    await simulation.time.advance(1000);
    const stopped = simulation.scheduler.stop(5000);
    await simulation.time.advance(2000);
    await stopped;
    expect(simulation.finished).toMatchObject([{ outcome: { status: 'success' } }]);
    expect(await simulation.scheduler.runNow('signal_scan')).toEqual({ refused: 'stopping' });
    expect(simulation.time.pendingTimers).toBe(0);
  });

  test('ends a run that takes too long, and records it as degraded', async () => {
    const simulation = startedWith((time) => lasting(time, 30_000, false));
    await simulation.time.advance(1000);
    const stopped = simulation.scheduler.stop(5000);
    await simulation.time.advance(5000);
    await stopped;
    expect(simulation.finished).toMatchObject([
      { outcome: { status: 'degraded', error: 'ended by the stop of the scheduler' } },
    ]);
  });

  test('starts no run while a gate is being polled', async () => {
    const asked = Promise.withResolvers<boolean>();
    const gate = { isOpen: () => asked.promise, atMostMs: 20_000, atMostBeforeFirstRunMs: 20_000 };
    const simulation = started({ gate });
    await simulation.time.advance(10);
    await simulation.scheduler.stop(5000);
    asked.resolve(true);
    await simulation.time.advance(MINUTE);
    expect(simulation.finished).toHaveLength(0);
    expect(simulation.time.pendingTimers).toBe(0);
  });
});
