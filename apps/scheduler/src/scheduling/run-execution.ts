import { messageOf } from '@qt/contracts';
import type { Job, Outcome } from './job.ts';
import type { Timers } from './timers.ts';

type Bounded = Pick<Job, 'work' | 'timeoutMs' | 'through'>;

/** The work of one run: begun once, bounded by the job's time-out, ended from outside if need be. */
export class Attempt {
  readonly #job: Bounded;
  readonly #timers: Timers;
  readonly #abort = new AbortController();
  readonly #ended = Promise.withResolvers<Outcome>();
  #released: Promise<unknown> = Promise.resolve();

  constructor(job: Bounded, timers: Timers) {
    this.#job = job;
    this.#timers = timers;
  }

  /** Does the work. Settles when it ends by itself, by its time-out or by `end`; never rejects. */
  perform(): Promise<Outcome> {
    const { timeoutMs, through } = this.#job;
    const why = `ended by its time-out of ${timeoutMs / 1000} s`;
    const cancel = this.#timers.after(timeoutMs, () => this.end(why, through));
    const work = this.#work().finally(cancel);
    this.#released = work;
    return Promise.race([this.#ended.promise, work]);
  }

  /** Ends it now, degraded, for this reason; `who` is what it was waiting for. */
  end(why: string, who?: string): void {
    this.#ended.resolve(broken(why, who));
    this.#abort.abort(new Error(why));
  }

  /** Settles when the work itself has let go: later than its outcome, if it ignores its signal. */
  async released(): Promise<void> {
    await this.#released;
  }

  async #work(): Promise<Outcome> {
    try {
      return await this.#job.work(this.#abort.signal);
    } catch (error) {
      return broken(messageOf(error));
    }
  }
}

function broken(why: string, who?: string): Outcome {
  const errorsByProvider = who === undefined ? {} : { [who]: 1 };
  const error = who === undefined ? why : `${who}: ${why}`;
  return { status: 'degraded', symbolsDone: 0, errorsByProvider, error };
}
