import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { type Polling, poll } from './polling.ts';

/** A service that repeats its round while the application runs, as `poll` does. */
export abstract class PollingService implements OnApplicationBootstrap, OnModuleDestroy {
  #polling: Polling | null = null;
  readonly #first = Promise.withResolvers<void>();

  /** Resolves when the first round has ended. */
  get firstRound(): Promise<void> {
    return this.#first.promise;
  }

  /** Must not throw. */
  protected abstract round(): Promise<void>;

  /** The pause after a round, in ms. */
  protected abstract pauseMs(): number;

  onApplicationBootstrap(): void {
    this.#polling = poll(
      async () => {
        await this.round();
        this.#first.resolve();
      },
      () => this.pauseMs(),
    );
  }

  /** Resolves when a round that is under way has ended. */
  async onModuleDestroy(): Promise<void> {
    await this.#polling?.stop();
  }
}
