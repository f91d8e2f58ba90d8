import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import { NOW, PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { RetrainSettings } from '../retrain-settings.ts';
import { RetrainRepository } from '../store/retrain.repository.ts';
import type { Trial } from '../store/trial.ts';
import { ComparisonsService } from './comparisons.service.ts';
import { trialVerdict } from './trial-verdict.ts';

const ROUND_MS = 60_000;
/** A comparison takes seconds, and a watched model does not turn bad from one minute to the next. */
const COMPARED_EVERY_MS = 15 * 60_000;

/** Carries out trials on live minutes: the shadow period of a candidate, and the watch over a model that was promoted. */
@Injectable()
export class TrialsService extends PollingService {
  #comparedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly repository: RetrainRepository,
    private readonly comparisons: ComparisonsService,
    @Inject(RetrainSettings) private readonly settings: Pick<RetrainSettings, 'shadowMs'>,
    @Inject(LOG) private readonly log: Pick<Log, 'event' | 'warn'>,
    @Inject(NOW) private readonly now: () => number,
  ) {
    super();
  }

  /** One look at the trial under way, if there is one. Rejects if it cannot be judged now. */
  async judge(): Promise<void> {
    const trial = await this.repository.trial();
    if (trial === null) return;
    const now = this.now();
    const current = (await this.repository.current())?.card.version;
    if (current !== (trial.kind === 'shadow' ? trial.rival : trial.version)) {
      await this.#end(trial, false, 'another model became the current one');
      return;
    }
    const over = now >= trial.endsAt;
    if (!over && (trial.kind === 'shadow' || now - this.#comparedAt < COMPARED_EVERY_MS)) return;
    // An operator decides while promotions are halted; the trial waits.
    if (await this.repository.promotionsHalted()) return;
    this.#comparedAt = now;
    const { comparison } = await this.comparisons.compare(trial.version, trial.rival);
    const verdict = trialVerdict(trial, comparison, now);
    if (verdict.promote !== null) await this.#promote(verdict.promote, current ?? null, verdict.why);
    if (verdict.over) await this.#end(trial, verdict.promote === trial.version, verdict.why);
    if (verdict.promote !== null && trial.kind === 'shadow') {
      const watch = { version: trial.version, rival: trial.rival, endsAt: now + this.settings.shadowMs };
      await this.repository.beginTrial({ kind: 'watch', ...watch });
    }
  }

  protected override async round(): Promise<void> {
    try {
      await this.judge();
    } catch (error) {
      this.log.warn('a trial of two models could not be judged', { error });
    }
  }

  protected override pauseMs(): number {
    return ROUND_MS;
  }

  async #promote(version: string, previous: string | null, why: string): Promise<void> {
    await this.repository.promote(version, this.now(), why);
    this.log.event('model.promoted', { model_version: version, previous_version: previous, why });
  }

  async #end(trial: Trial, promoted: boolean, why: string): Promise<void> {
    // What a candidate waited for is no longer why it is none.
    await this.repository.endTrial(trial.kind === 'shadow' && !promoted ? { version: trial.version, why } : null);
    if (trial.kind === 'shadow') this.log.event('model.shadow.ended', { model_version: trial.version, promoted, why });
  }
}
