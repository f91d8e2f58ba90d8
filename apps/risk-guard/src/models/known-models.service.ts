import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type ListedModel, messageOf, provenAt } from '@qt/contracts';
import { NOW, PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import type { KnownModel } from '../domain/known-models.ts';
import { ObservedFacts } from '../domain/observed-facts.ts';
import { GuardSettings } from '../guard-settings.ts';
import { ModelRegistry } from './model-registry.ts';

const EVERY_MS = 5000;
/** How long an order waits to hear of a model that was promoted just now, and how often orders may ask. */
const ORDER_WAITS_MS = 500;
const ORDERS_ASK_EVERY_MS = 1000;
const BEFORE_FIRST_MS = 1000;

/**
 * Follows the retrain worker's registry, so that orders need not wait for it. All cards are read at the start and when the
 * promoted model is one that is not known yet, or has proved itself anew; otherwise only who is promoted.
 */
@Injectable()
export class KnownModelsService extends PollingService {
  #lastError: string | null = null;
  #asking: Promise<void> | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly registry: ModelRegistry,
    private readonly facts: ObservedFacts,
    private readonly settings: GuardSettings,
    @Inject(LOG) private readonly log: Pick<Log, 'info' | 'warn'>,
    @Inject(NOW) private readonly now: () => number,
  ) {
    super();
  }

  /**
   * Asks the registry now if it has not told of this version: the API trades by a model as soon as it is promoted. An
   * order waits half a second for it at most. Does not reject.
   */
  async lookUp(version: string): Promise<void> {
    if (this.facts.models.all()?.some((model) => model.version === version)) return;
    if (this.#asking === null && Math.abs(this.now() - this.#askedAt) < ORDERS_ASK_EVERY_MS) return;
    this.#askedAt = this.now();
    this.#asking ??= this.refresh().finally(() => {
      this.#asking = null;
    });
    await Promise.race([this.#asking, setTimeout(ORDER_WAITS_MS, undefined, { ref: false })]);
  }

  /** Asks once. A failure, of which the log has one line, leaves what is known. Does not reject. */
  async refresh(): Promise<void> {
    try {
      const known = this.facts.models.all();
      const current = await this.registry.current();
      if (known === null || (current !== null && !this.#isKnown(known, current))) {
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

  /** As it is now: one that proved itself on new minutes expires later. */
  #isKnown(known: readonly KnownModel[], current: ListedModel): boolean {
    const { version, expiresAt } = this.#knownModelOf(current);
    return known.some((model) => model.version === version && model.expiresAt === expiresAt);
  }

  #knownModelOf(listed: ListedModel): KnownModel {
    const { card } = listed;
    return {
      version: card.version,
      profiles: card.profiles.map(({ profile }) => profile),
      expiresAt: provenAt(listed) + this.settings.maxModelAgeMs,
    };
  }
}
