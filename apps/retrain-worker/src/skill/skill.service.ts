import { Inject, Injectable } from '@nestjs/common';
import type { Log } from '@qt/catalogue';
import type { ListedModel, LiveSkill, ModelSkill } from '@qt/contracts';
import { liveSkillOf } from '@qt/model';
import { NOW, PollingService } from '@qt/nest-service';
import { LOG } from '@qt/telemetry';
import { DatasetService } from '../dataset/dataset.service.ts';
import { ModelFileRepository } from '../models/model-file.repository.ts';
import { RetrainSettings } from '../retrain-settings.ts';
import { RetrainRepository } from '../store/retrain.repository.ts';
import { ModelJudge } from './model-judge.ts';
import { SkillMetrics } from './skill.metrics.ts';

const ROUND_MS = 60_000;
const JUDGED_EVERY_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** What the gauges speak of. */
const WINDOW_MS = 2 * DAY_MS;

/**
 * Judges the current model by live minutes: what it predicted of candles that it had not seen, once their horizon has passed,
 * and how its inputs differ from those of its training. After a promotion within a minute, else every quarter of an hour.
 */
@Injectable()
export class SkillService extends PollingService {
  #judged: { readonly version: string; readonly at: number; readonly drift: ModelSkill['drift'] } | null = null;

  constructor(
    private readonly repository: RetrainRepository,
    private readonly files: ModelFileRepository,
    @Inject(DatasetService) private readonly dataset: Pick<DatasetService, 'since'>,
    private readonly judge: ModelJudge,
    private readonly metrics: SkillMetrics,
    @Inject(RetrainSettings) private readonly settings: Pick<RetrainSettings, 'costs'>,
    @Inject(LOG) private readonly log: Pick<Log, 'warn'>,
    @Inject(NOW) private readonly now: () => number,
  ) {
    super();
  }

  /** Judges the current model if it is due. Rejects if it cannot be judged now. */
  async update(): Promise<void> {
    const now = this.now();
    const current = await this.repository.current();
    if (current === null) return;
    const { version } = current.card;
    if (this.#judged?.version === version && now - this.#judged.at < JUDGED_EVERY_MS) return;
    const judgedUntil = (await this.repository.judgedUntil(version)) ?? 0;
    const { predictions, drift } = await this.judge.judge({
      artifact: await this.files.load(version),
      candlesBySymbol: await this.dataset.since(now - DAY_MS, now),
      after: Math.max(now - DAY_MS, Date.parse(current.card.data_to), judgedUntil),
      costs: this.settings.costs,
    });
    await this.repository.keepPredictions(version, predictions, now);
    this.metrics.judged(version, await this.#skillOf(current, now - WINDOW_MS), drift, now);
    this.#judged = { version, at: now, drift: [...drift] };
  }

  /** Of every model that is kept, current or not, over the two days until it was last judged. */
  async skill(): Promise<ModelSkill> {
    const items: ModelSkill['items'] = [];
    for (const model of await this.repository.models()) {
      const { version } = model.card;
      const until = await this.repository.judgedUntil(version);
      if (until !== null) items.push({ version, profiles: await this.#skillOf(model, until - WINDOW_MS) });
    }
    const at = this.#judged?.at;
    return {
      judged_at: at === undefined ? null : new Date(at).toISOString(),
      items,
      drift: this.#judged?.drift ?? [],
    };
  }

  protected override async round(): Promise<void> {
    try {
      await this.update();
    } catch (error) {
      this.log.warn('the current model could not be judged', { error });
    }
  }

  protected override pauseMs(): number {
    return ROUND_MS;
  }

  async #skillOf({ card }: ListedModel, since: number): Promise<LiveSkill[]> {
    const predictions = await this.repository.predictions(card.version, since);
    const byProfile = Map.groupBy(predictions, ({ profile }) => profile);
    return card.profiles.flatMap((each) => liveSkillOf(each, byProfile.get(each.profile) ?? []) ?? []);
  }
}
