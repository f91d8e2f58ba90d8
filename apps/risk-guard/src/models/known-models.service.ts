import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { type ListedModel, messageOf, provenAt } from '@qt/contracts';
import { NOW, PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import type { KnownModel } from '../domain/known-models.ts';
import { ObservedFacts } from '../domain/observed-facts.ts';
import { GuardSettings } from '../guard-settings.ts';
import { GuardRepository, type ProvenModel } from '../store/guard.repository.ts';
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
export class KnownModelsService extends PollingService implements OnModuleInit {
  #lastError: string | null = null;
  #asking: Promise<void> | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly registry: ModelRegistry,
    private readonly facts: ObservedFacts,
    private readonly settings: GuardSettings,
    private readonly repository: GuardRepository,
    @Inject(LOG) private readonly log: Pick<Log, 'info' | 'warn'>,
    @Inject(NOW) private readonly now: () => number,
  ) {
    super();
  }

  /** Until the registry answers, what it said before the restart is known, to its expiry. */
  async onModuleInit(): Promise<void> {
    const stored = await this.repository.models();
    if (stored !== null) this.#know(stored.models, stored.asOf);
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
        await this.#replace(await this.registry.promoted());
      } else this.facts.models.confirm(this.now());
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
    const { version, expiresAt } = this.#knownModelOf(provenModelOf(current));
    return known.some((model) => model.version === version && model.expiresAt === expiresAt);
  }

  /** A store that cannot take them costs only what a restart would know. */
  async #replace(listed: readonly ListedModel[]): Promise<void> {
    const models = listed.map(provenModelOf);
    const asOf = this.now();
    this.#know(models, asOf);
    await this.repository.saveModels(models, asOf).catch((error) => {
      this.log.warn('the known models could not be stored', { cause: messageOf(error) });
    });
  }

  #know(models: readonly ProvenModel[], asOf: number): void {
    this.facts.models.replace(
      models.map((one) => this.#knownModelOf(one)),
      asOf,
    );
  }

  #knownModelOf({ provenAt: at, ...model }: ProvenModel): KnownModel {
    return { ...model, expiresAt: at + this.settings.maxModelAgeMs };
  }
}

function provenModelOf(listed: ListedModel): ProvenModel {
  const { version, profiles } = listed.card;
  return { version, profiles: profiles.map(({ profile }) => profile), provenAt: provenAt(listed) };
}
