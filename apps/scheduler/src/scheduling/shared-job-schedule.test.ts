import { describe, expect, test } from 'vitest';
import type { FinishedRun, Job, RecordedRun, RunInHand } from './job.ts';
import { MemoryJobClaims } from './memory-job-claims.fixture.ts';
import { lasting, SUCCESS } from './scheduler.fixture.ts';
import { SharedJobSchedule } from './shared-job-schedule.ts';
import { VirtualTime } from './virtual-time.fixture.ts';

const MINUTE = 60_000;

/** Replicas of one job, each with its own time, so that one can be frozen while the others and the database go on. */
function together(replicas: number, job: Partial<Job> | ((time: VirtualTime) => Partial<Job>) = {}) {
  const server = new VirtualTime();
  const claims = new MemoryJobClaims(server.now);
  const start = server.now();
  let ids = 0;
  const schedules = Array.from({ length: replicas }, () => {
    const time = new VirtualTime();
    const closed: RecordedRun[] = [];
    const refused: FinishedRun[] = [];
    const failures: unknown[] = [];
    const begun: RunInHand[] = [];
    const given = typeof job === 'function' ? job(time) : job;
    const { work = async () => SUCCESS } = given;
    const schedule = new SharedJobSchedule(
      {
        id: 'signal_scan',
        intervalMs: MINUTE,
        timeoutMs: 45_000,
        firstRun: 'at_start',
        ...given,
        work: (signal, run) => {
          begun.push(run);
          return work(signal, run);
        },
      },
      {
        claims,
        now: time.now,
        elapsed: time.now,
        timers: time,
        random: () => 0,
        newRunId: () => `run-${++ids}`,
        planned: () => {},
        track: async (_, perform) => {
          const run = await perform();
          if (!claims.record(run)) refused.push(run);
        },
        closed: (run) => closed.push(run),
        failed: (error) => failures.push(error),
      },
    );
    schedule.start({ lastStartedAt: null, firstStartAt: start });
    return { schedule, time, closed, refused, failures, begun };
  });
  const advance = async (ms: number, awake = schedules) => {
    for (let passed = 0; passed < ms; passed += 500) {
      await server.advance(500);
      for (const { time } of awake) await time.advance(500);
    }
  };
  const seconds = () => claims.finished.map(({ startedAt }) => Math.round((startedAt - start) / 1000));
  return { claims, schedules, advance, seconds };
}

type Replicas = ReturnType<typeof together>['schedules'];
const at = (schedules: Replicas, n: number) => schedules[n] as Replicas[number];

describe('replicas of a scheduler', () => {
  test('run each due time once', async () => {
    const { advance, seconds, schedules } = together(3);
    await advance(5 * MINUTE - 1000);
    expect(seconds()).toEqual([0, 60, 120, 180, 240]);
    expect(schedules.flatMap(({ refused }) => refused)).toEqual([]);
  });

  test('skip a due time during a run of any of them', async () => {
    const { advance, seconds } = together(2, (time) => ({ work: lasting(time, 80_000), timeoutMs: 10 * MINUTE }));
    await advance(5 * MINUTE);
    expect(seconds().map((second) => Math.floor(second / 60))).toEqual([0, 2]);
  });

  test('see the run of another one, and refuse a manual run meanwhile', async () => {
    const { advance, schedules } = together(2, (time) => ({ work: lasting(time, 30_000) }));
    await advance(10_000);
    const [runner, other] = [0, 1].map((n) => at(schedules, n).schedule) as [SharedJobSchedule, SharedJobSchedule];
    expect(other.current?.runId).toBe(runner.current?.runId);
    expect(await other.runNow()).toBeUndefined();
    expect(other.dueAt).toBe(runner.dueAt);
    await advance(25_000);
    expect([runner.current, other.current]).toEqual([undefined, undefined]);
    expect(await other.runNow()).toMatchObject({ trigger: 'manual' });
  });

  test('one of them that is frozen loses its run within its lease; when it wakes, it calls nobody and records nothing', async () => {
    const { advance, claims, schedules, seconds } = together(2, (time) => ({ work: lasting(time, 40_000, false) }));
    await advance(2000);
    const frozen = schedules.find(({ begun }) => begun.length > 0) as Replicas[number];
    const other = schedules.find((replica) => replica !== frozen) as Replicas[number];
    await advance(20_000, [other]);
    expect(other.closed).toMatchObject([{ runId: frozen.begun[0]?.runId, outcome: { status: 'degraded' } }]);
    await advance(MINUTE, [other]);
    frozen.time.jump(80_000);
    expect(() => frozen.begun[0]?.assertHeld()).toThrow('another replica may have taken the run over');
    await advance(MINUTE);
    expect(frozen.refused).toMatchObject([{ runId: frozen.begun[0]?.runId }]);
    expect(new Set(claims.finished.map(({ runId }) => runId)).size).toBe(claims.finished.length);
    expect(seconds().length).toBeGreaterThan(1);
  });

  test('one of them that goes on for longer than its lease keeps its run', async () => {
    const { advance, claims, schedules } = together(2, (time) => ({ work: lasting(time, 44_000) }));
    await advance(50_000);
    expect(claims.finished).toMatchObject([{ outcome: { status: 'success' } }]);
    expect(schedules.flatMap(({ closed }) => closed)).toEqual([]);
  });

  test('whose database is away begin nothing, end what they may have lost, and go on when it is back', async () => {
    const { advance, claims, schedules } = together(2, (time) => ({ work: lasting(time, 40_000) }));
    await advance(1000);
    const runner = schedules.find(({ begun }) => begun.length > 0) as Replicas[number];
    claims.isAway = true;
    await advance(30_000);
    expect(() => runner.begun[0]?.assertHeld()).toThrow('another replica may have taken the run over');
    expect(schedules.map(({ failures }) => failures.length > 10)).toEqual([true, true]);
    await advance(2 * MINUTE);
    claims.isAway = false;
    const before = schedules.flatMap(({ begun }) => begun).length;
    await advance(3000);
    expect(schedules.flatMap(({ begun }) => begun)).toHaveLength(before + 1);
  });

  test('hold their first run until its gate opens', async () => {
    let open = false;
    const gate = { isOpen: async () => open, atMostMs: 20_000, atMostBeforeFirstRunMs: 90_000 };
    const { advance, seconds } = together(2, { gate });
    await advance(30_000);
    expect(seconds()).toEqual([]);
    open = true;
    await advance(3000);
    expect(seconds()).toHaveLength(1);
  });

  test('that stop finish and record what they have in hand, and begin nothing', async () => {
    const { advance, claims, schedules } = together(1, (time) => ({ work: lasting(time, 10_000) }));
    const { schedule, time } = at(schedules, 0);
    await advance(2000);
    schedule.stop();
    const idle = schedule.idle();
    await advance(10_000);
    await idle;
    expect(claims.finished).toHaveLength(1);
    await advance(2 * MINUTE);
    expect(claims.finished).toHaveLength(1);
    expect(time.pendingTimers).toBe(0);
  });
});
