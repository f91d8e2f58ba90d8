import { COLOUR, steps } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { linesPanel, statesPanel, statPanel } from '../build/panels.ts';
import { latest, percentiles, trend } from '../build/targets.ts';
import { gauge, quantile } from '../series.ts';

const PROFILE = { profile: '=~"$profile"' } as const;

const versions = statesPanel({
  title: 'Model versions in use',
  description: 'When each version produced signals, and for how many profiles.',
  width: 12,
  height: 7,
  targets: [
    trend(
      `count by (model_version) (max by (profile, model_version) (${gauge('qt_model_confidence', PROFILE)}))`,
      '{{model_version}}',
    ),
  ],
}).thresholds(steps(COLOUR.calm));

const latency = linesPanel({
  title: 'Inference latency p50, p95, p99',
  description: 'Time of one inference call. It runs off the event loop: a rise means a larger model or a busy machine.',
  width: 12,
  height: 7,
  unit: 's',
  targets: percentiles((q) => quantile(q, 'qt_model_inference_duration_seconds', [], PROFILE)),
});

export const modelAge = statPanel({
  title: 'Model age',
  description:
    'Since the current model was trained. Above QT_MODEL_MAX_AGE_HOURS no signal opens a position, and ModelExpired fires.',
  width: 6,
  height: 4,
  unit: 'dtdurations',
  targets: [latest(`time() - max(${gauge('qt_model_trained_timestamp_seconds')})`, 'age')],
})
  .decimals(0)
  .noValue('no model')
  .thresholds(steps(COLOUR.none));

export const inferenceSection: Section = { title: 'Inference', panels: [versions, latency] };
