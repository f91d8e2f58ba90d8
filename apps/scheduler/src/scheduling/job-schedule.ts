import { firstDue, nextDue } from './due-time.ts';
import { FirstRunHold } from './first-run-hold.ts';
import type { FinishedRun, Job, StartedRun, Trigger } from './job.ts';
import { RunExecution } from './run-execution.ts';
import type { Cancel, Timers } from './timers.ts';

/** The longest wait without reading the clock, so that a suspended machine or a changed clock is noticed. */
const MAX_WAIT_MS = 60_000;
const GATE_POLL_MS = 1000;
const MAX_JITTER_MS = 1000;

/** The dependencies of a schedule. */
export interface SchedulerPorts {
  readonly now: () => number;
  readonly timers: Timers;
  /** In [0, 1). */
  readonly random: () => number;
  readonly newRunId: () => string;
  /** Wraps each run from its start to its record: context, span, events, metrics, history. Never rejects. */
  readonly track: (run: StartedRun, perform: () => Promise<FinishedRun>) => Promise<void>;
  /** A due time was set, Unix ms. */
  readonly planned: (job: Job, dueAt: number) => void;
}

/** What earlier starts left. Times in Unix ms. */
export interface Past {
  readonly lastStartedAt: number | null;
  readonly firstStartAt: number;
}

/** When one job runs, and its run in progress. */
export interface Schedule {
  readonly job: Job;
  /** Unix ms. */
  readonly dueAt: number;
  readonly current: StartedRun | undefined;
  /** Plans the first run. */
  start(past: Past): void;
  /** Runs the job now, independently of its due times; undefined if it is running or stopped. */
  runNow(): StartedRun | undefined | Promise<StartedRun | undefined>;
  /** Starts no further run. */
  stop(): void;
  /** Ends the run in progress, if any, as degraded, for this reason. */
  end(why: string): void;
  /** Settles when the run in progress, if any, has been recorded. */
  idle(): Promise<void>;
}

interface Current {
  readonly run: StartedRun;
  readonly execution: RunExecution;
  readonly recorded: Promise<void>;
}

/**
 * Schedules one job: due times on the grid of its interval, one run at a time. A due time during a run is skipped.
 * Work that ignores its time-out blocks the job until it returns, so that a job never overlaps with itself; its last
 * run then ages until `SchedulerStalled` fires.
 */
export class JobSchedule implements Schedule {
  readonly job: Job;
  readonly #ports: SchedulerPorts;
  #dueAt = 0;
  #cancel: Cancel = () => {};
  #current: Current | undefined;
  #hold: FirstRunHold | undefined;
  #stopped = false;

  constructor(job: Job, ports: SchedulerPorts) {
    this.job = job;
    this.#ports = ports;
  }

  /** Unix ms. */
  get dueAt(): number {
    return this.#dueAt;
  }

  get current(): StartedRun | undefined {
    return this.#current?.run;
  }

  start(past: Past): void {
    const { intervalMs, firstRun, gate } = this.job;
    const now = this.#ports.now();
    const jitterMs = Math.floor(this.#ports.random() * Math.min(MAX_JITTER_MS, intervalMs / 10));
    if (gate) {
      const atMostMs = past.lastStartedAt === null ? gate.atMostBeforeFirstRunMs : gate.atMostMs;
      this.#hold = new FirstRunHold(gate, atMostMs, this.#ports.timers);
    }
    this.#plan(firstDue({ now, intervalMs, firstRun, jitterMs, ...past }));
  }

  runNow(): StartedRun | undefined {
    return this.#begin('manual');
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#hold?.release();
  }

  end(why: string): void {
    this.#current?.execution.end(why);
  }

  async idle(): Promise<void> {
    await this.#current?.recorded;
  }

  #plan(dueAt: number): void {
    this.#dueAt = dueAt;
    this.#ports.planned(this.job, dueAt);
    this.#wait();
  }

  #wait(): void {
    const ms = Math.min(MAX_WAIT_MS, Math.max(0, this.#dueAt - this.#ports.now()));
    this.#cancel = this.#ports.timers.after(ms, () => void this.#wake());
  }

  async #wake(): Promise<void> {
    const { intervalMs } = this.job;
    const now = this.#ports.now();
    if (this.#dueAt - now > intervalMs) return this.#plan(now + intervalMs);
    if (now < this.#dueAt) return this.#wait();
    if (await this.#hold?.isHeld()) {
      if (!this.#stopped) this.#plan(this.#ports.now() + GATE_POLL_MS);
      return;
    }
    if (this.#stopped) return;
    this.#plan(nextDue(this.#dueAt, this.#ports.now(), intervalMs));
    this.#begin('schedule');
  }

  #begin(trigger: Trigger): StartedRun | undefined {
    if (this.#stopped || this.#current) return undefined;
    const { now, newRunId, track, timers } = this.#ports;
    const run: StartedRun = { jobId: this.job.id, runId: newRunId(), trigger, startedAt: now() };
    const execution = new RunExecution(this.job, timers);
    const recorded = track(run, async () => {
      const outcome = await execution.execute({ ...run, assertHeld: () => {} });
      return { ...run, finishedAt: now(), outcome };
    });
    this.#current = { run, execution, recorded };
    void this.#free(recorded, execution);
    return run;
  }

  async #free(recorded: Promise<void>, execution: RunExecution): Promise<void> {
    await recorded;
    await execution.released();
    this.#current = undefined;
  }
}
