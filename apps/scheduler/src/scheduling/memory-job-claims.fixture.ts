import { nextDue } from './due-time.ts';
import type { FinishedRun, Job, RecordedRun } from './job.ts';
import { type ClaimedRun, JobClaims, type Request, type Standing } from './job-claims.ts';

/** What replicas share, without a database. */
export class MemoryJobClaims extends JobClaims {
  readonly leaseMs = 15_000;
  readonly #now: () => number;
  readonly finished: FinishedRun[] = [];
  #dueAt: number;
  #token = 0;
  #run: ClaimedRun | undefined;
  #leaseUntil = 0;
  /** Nothing can be asked. */
  isAway = false;

  constructor(now: () => number) {
    super();
    this.#now = now;
    this.#dueAt = now();
  }

  async open(): Promise<void> {
    this.#assertThere();
  }

  async look(job: Job, id: string, request?: Request): Promise<Standing> {
    this.#assertThere();
    const now = this.#now();
    const closed = this.#run && now > this.#leaseUntil ? this.#close(this.#run) : undefined;
    const isDue = this.#dueAt <= now;
    const granted = request !== undefined && this.#run === undefined && (isDue || request.trigger === 'manual');
    if (isDue && (granted || this.#run)) this.#dueAt = nextDue(this.#dueAt, now, job.intervalMs);
    if (granted) {
      this.#run = { jobId: job.id, runId: id, ...request, token: ++this.#token };
      this.#leaseUntil = now + this.leaseMs;
    }
    return { dueInMs: this.#dueAt - now, running: this.#run, granted, closed };
  }

  async renew({ token }: ClaimedRun): Promise<boolean> {
    this.#assertThere();
    if (this.#run?.token !== token) return false;
    this.#leaseUntil = this.#now() + this.leaseMs;
    return true;
  }

  /** As the repository does. */
  record(run: FinishedRun): boolean {
    if (this.#run === undefined || this.#run.token !== run.token) return false;
    this.finished.push(run);
    this.#run = undefined;
    return true;
  }

  #close(run: ClaimedRun): RecordedRun {
    this.#token += 1;
    this.#run = undefined;
    const outcome = { status: 'degraded', symbolsDone: 0, errorsByProvider: {}, error: 'lost' } as const;
    const closed = { ...run, finishedAt: this.#now(), outcome, degradedInARow: 1 };
    this.finished.push(closed);
    return closed;
  }

  #assertThere(): void {
    if (this.isAway) throw new Error('the database is away');
  }
}
