import { Attempt } from './run-execution.ts';
import { firstDue, nextDue } from './due-time.ts';
import type { FinishedRun, Job, StartedRun, Trigger } from './job.ts';
import type { Cancel, Timers } from './timers.ts';

/** The longest wait without a look at the clock: a machine that slept, or whose clock was set, is noticed within it. */
const LONGEST_WAIT_MS = 60_000;
const GATE_POLL_MS = 1000;
const MOST_JITTER_MS = 1000;

/** What a schedule works with. */
export interface SchedulerPorts {
  readonly now: () => number;
  readonly timers: Timers;
  /** At least 0, below 1. */
  readonly random: () => number;
  readonly newRunId: () => string;
  /** Wraps each run from its start to its record: context, span, events, metrics, history. Never rejects. */
  readonly track: (run: StartedRun, perform: () => Promise<FinishedRun>) => Promise<void>;
  /** A due time was set, Unix ms. */
  readonly planned: (job: Job, dueAt: number) => void;
}

interface Current {
  readonly run: StartedRun;
  readonly attempt: Attempt;
  readonly recorded: Promise<void>;
}

/**
 * When one job runs: due times on the grid of its interval, one run at a time. A due time during a run is skipped.
 * Work that ignores its time-out blocks the job until it returns, so that a job never overlaps with itself: its last
 * run then grows old, and `SchedulerStalled` fires.
 */
export class JobSchedule {
  readonly job: Job;
  readonly #ports: SchedulerPorts;
  #dueAt = 0;
  #cancel: Cancel = () => {};
  #current: Current | undefined;
  #held = false;
  #endHold: Cancel = () => {};
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

  /** Plans the first run. Times in Unix ms. */
  start(past: { readonly lastStartedAt: number | null; readonly firstStartAt: number }): void {
    const { intervalMs, firstRun, gate } = this.job;
    const now = this.#ports.now();
    const jitterMs = Math.floor(this.#ports.random() * Math.min(MOST_JITTER_MS, intervalMs / 10));
    if (gate) this.#hold(past.lastStartedAt === null ? gate.atMostBeforeFirstRunMs : gate.atMostMs);
    this.#plan(firstDue({ now, intervalMs, firstRun, jitterMs, ...past }));
  }

  /** Runs the job now, independent of its due times; undefined while it runs or after a stop. */
  runNow(): StartedRun | undefined {
    return this.#begin('manual');
  }

  /** No run begins any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#endHold();
  }

  /** Ends the run under way, if any, degraded, for this reason. */
  end(why: string): void {
    this.#current?.attempt.end(why);
  }

  /** Settles when no run is under way that has yet to be recorded. */
  async idle(): Promise<void> {
    await this.#current?.recorded;
  }

  #plan(dueAt: number): void {
    this.#dueAt = dueAt;
    this.#ports.planned(this.job, dueAt);
    this.#wait();
  }

  #wait(): void {
    const ms = Math.min(LONGEST_WAIT_MS, Math.max(0, this.#dueAt - this.#ports.now()));
    this.#cancel = this.#ports.timers.after(ms, () => void this.#wake());
  }

  async #wake(): Promise<void> {
    const { intervalMs } = this.job;
    const now = this.#ports.now();
    if (this.#dueAt - now > intervalMs) return this.#plan(now + intervalMs);
    if (now < this.#dueAt) return this.#wait();
    if (await this.#isHeld()) {
      if (!this.#stopped) this.#plan(this.#ports.now() + GATE_POLL_MS);
      return;
    }
    if (this.#stopped) return;
    this.#plan(nextDue(this.#dueAt, this.#ports.now(), intervalMs));
    this.#begin('schedule');
  }

  #hold(atMostMs: number): void {
    this.#held = true;
    this.#endHold = this.#ports.timers.after(atMostMs, () => {
      this.#held = false;
    });
  }

  async #isHeld(): Promise<boolean> {
    if (this.#held && (await this.job.gate?.isOpen())) {
      this.#held = false;
      this.#endHold();
    }
    return this.#held;
  }

  #begin(trigger: Trigger): StartedRun | undefined {
    if (this.#stopped || this.#current) return undefined;
    const { now, newRunId, track, timers } = this.#ports;
    const run: StartedRun = { jobId: this.job.id, runId: newRunId(), trigger, startedAt: now() };
    const attempt = new Attempt(this.job, timers);
    const recorded = track(run, async () => {
      const outcome = await attempt.perform();
      return { ...run, finishedAt: now(), outcome };
    });
    this.#current = { run, attempt, recorded };
    void this.#free(recorded, attempt);
    return run;
  }

  async #free(recorded: Promise<void>, attempt: Attempt): Promise<void> {
    await recorded;
    await attempt.released();
    this.#current = undefined;
  }
}
