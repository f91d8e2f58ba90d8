import { Inject, Injectable } from '@nestjs/common';
import type { NowSection, SystemHealth } from '@qt/contracts';
import { NOW } from '@qt/nest-service';
import { ApiConfig } from '../../config.ts';
import { SystemHealthService } from '../../health/system-health.service.ts';
import { CurrentModel } from '../../model/current-model.ts';
import { LastAnswer } from './last-answer.ts';
import { Neighbours } from './neighbours.ts';
import type { SectionSource } from './section-source.ts';

const HOUR_MS = 3_600_000;

/** What is now, as `/health` and the owners of its parts answer it. */
@Injectable()
export class NowSource implements SectionSource<'now'> {
  readonly name = 'now';
  readonly everyMs = 1000;
  readonly #risk: LastAnswer;
  readonly #limits: LastAnswer;
  readonly #scheduler: LastAnswer;
  #health: SystemHealth | null = null;

  constructor(
    private readonly system: SystemHealthService,
    private readonly neighbours: Neighbours,
    private readonly model: CurrentModel,
    private readonly config: ApiConfig,
    @Inject(NOW) now: () => number,
  ) {
    this.#risk = new LastAnswer(now);
    this.#limits = new LastAnswer(now);
    this.#scheduler = new LastAnswer(now);
  }

  /** The latest look at the system's health; null: none yet. */
  get health(): SystemHealth | null {
    return this.#health;
  }

  async gather(): Promise<NowSection> {
    const [health, risk, limits, scheduler] = await Promise.all([
      this.system.check(),
      this.neighbours.guard.state(),
      this.neighbours.guard.limits(),
      this.neighbours.scheduler.health(),
    ]);
    this.#health = health;
    return {
      health,
      risk: this.#risk.of(risk),
      limits: this.#limits.of(limits),
      scheduler: this.#scheduler.of(scheduler),
      model: this.#model(),
    };
  }

  #model(): NowSection['model'] {
    const { card } = this.model;
    if (card === null) return null;
    const provenAt = this.model.provenAt(card);
    const expiresAt = provenAt + this.config.QT_MODEL_MAX_AGE_HOURS * HOUR_MS;
    return {
      version: card.version,
      proven_at: new Date(provenAt).toISOString(),
      expires_at: new Date(expiresAt).toISOString(),
    };
  }
}
