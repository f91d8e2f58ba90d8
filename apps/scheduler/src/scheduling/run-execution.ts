import { messageOf } from '@qt/contracts';
import type { Job, RunInHand, RunOutcome } from './job.ts';
import type { Timers } from './timers.ts';

type BoundedJob = Pick<Job, 'work' | 'timeoutMs' | 'through'>;

/** Executes the work of one run within the job's time-out. */
export class RunExecution {
  readonly #job: BoundedJob;
  readonly #timers: Timers;
  readonly #abort = new AbortController();
  readonly #ended = Promise.withResolvers<RunOutcome>();
  #released: Promise<unknown> = Promise.resolve();

  constructor(job: BoundedJob, timers: Timers) {
    this.#job = job;
    this.#timers = timers;
  }

  /** Settles when the work ends, at the time-out, or when `end` is called; never rejects. Call it once. */
  execute(run: RunInHand): Promise<RunOutcome> {
    const { timeoutMs, through } = this.#job;
    const why = `ended by its time-out of ${timeoutMs / 1000} s`;
    const cancel = this.#timers.after(timeoutMs, () => this.end(why, through));
    const work = this.#work(run).finally(cancel);
    this.#released = work;
    return Promise.race([this.#ended.promise, work]);
  }

  /** Ends the run now as degraded; `who` is the service it was waiting for. */
  end(why: string, who?: string): void {
    this.#ended.resolve(degraded(why, who));
    this.#abort.abort(new Error(why));
  }

  /** Settles when the work itself has returned: later than `execute` if it ignores its signal. */
  async released(): Promise<void> {
    await this.#released;
  }

  async #work(run: RunInHand): Promise<RunOutcome> {
    try {
      return await this.#job.work(this.#abort.signal, run);
    } catch (error) {
      return degraded(messageOf(error));
    }
  }
}

function degraded(why: string, who?: string): RunOutcome {
  const errorsByProvider = who === undefined ? {} : { [who]: 1 };
  const error = who === undefined ? why : `${who}: ${why}`;
  return { status: 'degraded', symbolsDone: 0, errorsByProvider, error };
}
