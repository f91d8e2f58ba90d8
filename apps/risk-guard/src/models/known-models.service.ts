import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type ListedModel, messageOf } from '@qt/contracts';
import { PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import type { KnownModel } from '../domain/known-models.ts';
import { ObservedFacts } from '../domain/observed-facts.ts';
import { GuardSettings } from '../guard-settings.ts';
import { ModelRegistry } from './model-registry.ts';

/** An order by a newly promoted model is denied for at most this long. */
const EVERY_MS = 5000;
const BEFORE_FIRST_MS = 1000;

/**
 * Follows the retrain worker's registry, so that no order waits for it. All cards are read at the start and when the
 * promoted model is one that is not known yet; otherwise only who is promoted.
 */
@Injectable()
export class KnownModelsService extends PollingService {
  #lastError: string | null = null;

  constructor(
    private readonly registry: ModelRegistry,
    private readonly facts: ObservedFacts,
    private readonly settings: GuardSettings,
    @Inject(LOG) private readonly log: Pick<Log, 'info' | 'warn'>,
  ) {
    super();
  }

  /** Asks once. A failure, of which the log has one line, leaves what is known. Does not reject. */
  async refresh(): Promise<void> {
    try {
      const known = this.facts.models.all();
      const current = await this.registry.currentVersion();
      if (known === null || (current !== null && !known.some(({ version }) => version === current))) {
        const listed = await this.registry.promoted();
        this.facts.models.replace(listed.map((one) => this.#knownModelOf(one)));
      }
      if (this.#lastError !== null) this.log.info('the model registry answers again');
      this.#lastError = null;
    } catch (error) {
      const message = messageOf(error);
      if (this.#lastError === null) this.log.warn(`the model registry does not answer: ${message}`);
      this.#lastError = message;
    }
  }

  protected override round(): Promise<void> {
    return this.refresh();
  }

  protected override pauseMs(): number {
    return this.facts.models.all() === null ? BEFORE_FIRST_MS : EVERY_MS;
  }

  #knownModelOf({ card }: ListedModel): KnownModel {
    return {
      version: card.version,
      profiles: card.profiles.map(({ profile }) => profile),
      expiresAt: Date.parse(card.trained_at) + this.settings.maxModelAgeMs,
    };
  }
}
