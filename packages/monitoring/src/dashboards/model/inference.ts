import { COLOUR, steps } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { linesPanel, statesPanel } from '../build/panels.ts';
import { percentiles, trend } from '../build/targets.ts';
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

export const inferenceSection: Section = { title: 'Inference', panels: [versions, latency] };
