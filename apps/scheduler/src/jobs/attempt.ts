import type { Job, Outcome } from './job.ts';
import type { Timers } from './timers.ts';

/** The work of one run: begun once, bounded by the job's time-out, ended from outside if need be. */
export class Attempt {
  readonly #job: Pick<Job, 'work' | 'timeoutMs'>;
  readonly #timers: Timers;
  readonly #abort = new AbortController();
  readonly #ended = Promise.withResolvers<Outcome>();
  #released: Promise<unknown> = Promise.resolve();

  constructor(job: Pick<Job, 'work' | 'timeoutMs'>, timers: Timers) {
    this.#job = job;
    this.#timers = timers;
  }

  /** Does the work. Settles when it ends by itself, by its time-out or by `end`; never rejects. */
  perform(): Promise<Outcome> {
    const { timeoutMs } = this.#job;
    const cancel = this.#timers.after(timeoutMs, () => this.end(`ended by its time-out of ${timeoutMs / 1000} s`));
    const work = this.#work().finally(cancel);
    this.#released = work;
    return Promise.race([this.#ended.promise, work]);
  }

  /** Ends it now, degraded, for this reason. */
  end(why: string): void {
    this.#ended.resolve(broken(why));
    this.#abort.abort(new Error(why));
  }

  /** Settles when the work itself has let go: later than its outcome, if it does not heed its signal. */
  async released(): Promise<void> {
    await this.#released;
  }

  async #work(): Promise<Outcome> {
    try {
      return await this.#job.work(this.#abort.signal);
    } catch (error) {
      return broken(error instanceof Error ? error.message : String(error));
    }
  }
}

const broken = (error: string): Outcome => ({ status: 'degraded', symbolsDone: 0, errorsByProvider: {}, error });
