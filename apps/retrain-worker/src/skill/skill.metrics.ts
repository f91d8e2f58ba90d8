import { Inject, Injectable } from '@nestjs/common';
import type { Instruments } from '@qt/catalogue';
import type { LiveSkill } from '@qt/contracts';
import type { FeatureDrift } from '@qt/model';
import { INSTRUMENTS } from '@qt/telemetry';

const BY_VERSION = [
  'qt_model_live_log_loss',
  'qt_model_live_baseline_log_loss',
  'qt_model_live_hit_rate',
  'qt_model_live_baseline_hit_rate',
  'qt_model_live_excess_loss',
] as const;

type SkillInstruments = Instruments<
  (typeof BY_VERSION)[number] | 'qt_model_feature_drift' | 'qt_model_judged_timestamp_seconds'
>;

/** The gauges of the current model's live skill and of its inputs; those of the model before it end. */
@Injectable()
export class SkillMetrics {
  #ended: readonly (() => void)[] = [];

  constructor(@Inject(INSTRUMENTS) private readonly instruments: SkillInstruments) {}

  /** `at` in Unix ms. What is not known has no series. */
  judged(version: string, skills: readonly LiveSkill[], drift: readonly FeatureDrift[], at: number): void {
    for (const end of this.#ended) end();
    const { instruments } = this;
    this.#ended = [
      ...skills.flatMap((skill) => {
        const labels = { profile: skill.profile, model_version: version };
        instruments.qt_model_live_log_loss.set(skill.log_loss, labels);
        instruments.qt_model_live_baseline_log_loss.set(skill.baseline_log_loss, labels);
        instruments.qt_model_live_hit_rate.set(skill.hit_rate, labels);
        instruments.qt_model_live_baseline_hit_rate.set(skill.baseline_hit_rate, labels);
        if (skill.excess_loss !== null) instruments.qt_model_live_excess_loss.set(skill.excess_loss.lower, labels);
        return BY_VERSION.map((name) => () => instruments[name].end(labels));
      }),
      ...drift.map(({ feature, psi }) => {
        instruments.qt_model_feature_drift.set(psi, { feature });
        return () => instruments.qt_model_feature_drift.end({ feature });
      }),
    ];
    instruments.qt_model_judged_timestamp_seconds.set(at / 1000);
  }
}
