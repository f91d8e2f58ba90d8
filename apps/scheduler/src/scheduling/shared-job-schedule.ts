import { FirstRunHold } from './first-run-hold.ts';
import type { Job, RecordedRun, StartedRun, Trigger } from './job.ts';
import type { ClaimedRun, JobClaims, Standing } from './job-claims.ts';
import type { Past, Schedule, SchedulerPorts } from './job-schedule.ts';
import { RunExecution } from './run-execution.ts';
import { RunLease } from './run-lease.ts';
import type { Cancel } from './timers.ts';

/** The longest wait before a replica looks at what the others do. */
const LOOK_MS = 2000;
const GATE_POLL_MS = 1000;

export interface SharedPorts extends SchedulerPorts {
  readonly claims: JobClaims;
  /** Ms that only grow while the machine runs. */
  readonly elapsed: () => number;
  /** This replica has recorded a run of another one that stopped answering. */
  readonly closed: (run: RecordedRun) => void;
  /** The database could not be asked. */
  readonly failed: (error: unknown) => void;
}

interface Current {
  readonly run: ClaimedRun;
  readonly execution: RunExecution;
  readonly recorded: Promise<void>;
}

/** One job's schedule in one of several replicas, which agree by `JobClaims` on who runs it. */
export class SharedJobSchedule implements Schedule {
  readonly job: Job;
  readonly #ports: SharedPorts;
  #dueAt = 0;
  #cancel: Cancel = () => {};
  #mine: Current | undefined;
  #seen: StartedRun | undefined;
  #looking: Promise<unknown> = Promise.resolve();
  #hold: FirstRunHold | undefined;
  #opened = false;
  #stopped = false;

  constructor(job: Job, ports: SharedPorts) {
    this.job = job;
    this.#ports = ports;
  }

  get dueAt(): number {
    return this.#dueAt;
  }

  get current(): StartedRun | undefined {
    return this.#mine?.run ?? this.#seen;
  }

  /** Looks at once, and from then on. */
  start({ lastStartedAt }: Past): void {
    const { gate } = this.job;
    if (gate) {
      const atMostMs = lastStartedAt === null ? gate.atMostBeforeFirstRunMs : gate.atMostMs;
      this.#hold = new FirstRunHold(gate, atMostMs, this.#ports.timers);
    }
    this.#wait(0);
  }

  async runNow(): Promise<StartedRun | undefined> {
    if (this.#stopped || this.#mine) return undefined;
    const given = await this.#lookOnce('manual');
    return given ? this.current : undefined;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#hold?.release();
  }

  end(why: string): void {
    this.#mine?.execution.end(why);
  }

  async idle(): Promise<void> {
    // What is being asked for may still be given, and then it is recorded as well.
    await this.#looking;
    await this.#mine?.recorded;
  }

  #wait(ms: number): void {
    if (!this.#stopped) this.#cancel = this.#ports.timers.after(ms, () => void this.#wake());
  }

  async #wake(): Promise<void> {
    const held = (await this.#hold?.isHeld()) ?? false;
    if (this.#stopped) return;
    try {
      await this.#lookOnce(held || this.#mine ? undefined : 'schedule');
      const ms = Math.max(0, this.#dueAt - this.#ports.now());
      this.#wait(Math.min(LOOK_MS, held ? GATE_POLL_MS : ms || 1));
    } catch (error) {
      this.#ports.failed(error);
      this.#wait(GATE_POLL_MS);
    }
  }

  #lookOnce(trigger: Trigger | undefined): Promise<boolean> {
    const look = this.#look(trigger);
    this.#looking = Promise.allSettled([this.#looking, look]);
    return look;
  }

  /** Whether a run was given. */
  async #look(trigger: Trigger | undefined): Promise<boolean> {
    const { claims, now, elapsed, newRunId, planned, closed } = this.#ports;
    if (!this.#opened) await claims.open(this.job);
    this.#opened = true;
    const since = { now: now(), elapsed: elapsed() };
    const request = trigger === undefined ? undefined : { trigger, startedAt: since.now };
    const standing = await claims.look(this.job, newRunId(), request);
    this.#show(standing);
    planned(this.job, this.#dueAt);
    if (standing.closed) closed(standing.closed);
    if (standing.running === undefined || !standing.granted) return false;
    this.#perform(standing.running, since);
    return true;
  }

  #show({ dueInMs, running, granted }: Standing): void {
    this.#dueAt = this.#ports.now() + dueInMs;
    this.#seen = granted ? undefined : running;
  }

  #perform(run: ClaimedRun, since: { readonly now: number; readonly elapsed: number }): void {
    const { now, track, timers, claims, elapsed } = this.#ports;
    const execution = new RunExecution(this.job, timers);
    const lease = new RunLease(run, since, { claims, timers, now, elapsed, lost: (why) => execution.end(why) });
    // It may have been given while this replica stopped: then it ends at once, recorded.
    if (this.#stopped) execution.end('ended by the stop of the scheduler');
    const recorded = track(run, async () => {
      const outcome = await execution.execute({ ...run, assertHeld: lease.assertHeld });
      return { ...run, finishedAt: now(), outcome };
    });
    this.#mine = { run, execution, recorded };
    void this.#free(recorded, execution, lease);
  }

  async #free(recorded: Promise<void>, execution: RunExecution, lease: RunLease): Promise<void> {
    await recorded;
    lease.end();
    await execution.released();
    this.#mine = undefined;
    this.#seen = undefined;
  }
}
