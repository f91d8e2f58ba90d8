import { COLOUR, fixed } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { linesPanel } from '../build/panels.ts';
import { trend } from '../build/targets.ts';
import { gauge } from '../series.ts';

const PROFILE = { profile: '=~"$profile"' } as const;
const byProfile = (series: string) => `max by (profile) (${series})`;
const judged = gauge('qt_model_judged_timestamp_seconds');
/** A new model has no minutes to be judged by: a line at 0 that says so. */
const orNone = (query: string) => `${query} or on () label_replace(0 * max(${judged}), "profile", "none yet", "", "")`;

const loss = linesPanel({
  title: 'Live log loss above the baseline',
  description:
    'Of two days of predictions whose horizon has passed, less that of the class frequencies of the training. Below 0: the model knows something. Its lower bound (1 %) above 0 for 30 minutes: ModelSkillLost fires.',
  width: 8,
  height: 8,
  unit: 'short',
  targets: [
    trend(
      orNone(
        `${byProfile(gauge('qt_model_live_log_loss', PROFILE))} - ${byProfile(gauge('qt_model_live_baseline_log_loss', PROFILE))}`,
      ),
      '{{profile}}',
    ),
    trend(orNone(byProfile(gauge('qt_model_live_excess_loss', PROFILE))), '{{profile}}, at least').refId('bound'),
  ],
})
  .decimals(3)
  .noValue('no minutes judged yet')
  .overrideByQuery('bound', [
    fixed(COLOUR.bad),
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
    { id: 'custom.fillOpacity', value: 0 },
  ]);

const hits = linesPanel({
  title: 'Live hit rate',
  description: 'How often the likeliest class came true, and how often a constant would have been right (dashed).',
  width: 8,
  height: 8,
  unit: 'percentunit',
  targets: [
    trend(orNone(byProfile(gauge('qt_model_live_hit_rate', PROFILE))), '{{profile}}'),
    trend(orNone(byProfile(gauge('qt_model_live_baseline_hit_rate', PROFILE))), '{{profile}}, constant').refId(
      'constant',
    ),
  ],
})
  .decimals(1)
  .noValue('no minutes judged yet')
  .overrideByQuery('constant', [
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
    { id: 'custom.fillOpacity', value: 0 },
  ]);

const drift = linesPanel({
  title: 'Feature drift',
  description:
    'Stability index (PSI) of the five features that are furthest from their training, over the last day. Above 2 for 30 minutes: FeatureDrift fires. Judged each quarter of an hour; no lines: the worker cannot judge.',
  width: 8,
  height: 8,
  unit: 'short',
  targets: [
    trend(
      `topk(5, max by (feature) (${gauge('qt_model_feature_drift')})) and on () time() - max(${judged}) < 3600`,
      '{{feature}}',
    ),
  ],
})
  .decimals(2)
  .noValue('no model judged yet');

export const skillSection: Section = { title: 'Live skill', panels: [loss, hits, drift] };
