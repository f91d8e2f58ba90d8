import { ProviderFailure } from '../failures.ts';

/** The topics whose latest call failed, and how. */
export class LatestFailures {
  readonly #byTopic = new Map<string, ProviderFailure>();

  /** Runs a call. Errors of the caller leave the topic as it is. */
  async track<T>(topic: string, call: () => Promise<T>): Promise<T> {
    try {
      const result = await call();
      this.#byTopic.delete(topic);
      return result;
    } catch (error) {
      if (error instanceof ProviderFailure) this.#byTopic.set(topic, error);
      throw error;
    }
  }

  /** Of the topic that has failed for the longest; null if none fails. */
  message(): string | null {
    const [failure] = this.#byTopic.values();
    return failure?.message ?? null;
  }
}
