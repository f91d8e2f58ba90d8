import { COLOUR, steps } from '../build/colours.ts';
import { statPanel } from '../build/panels.ts';
import { latest } from '../build/targets.ts';
import { gauge } from '../series.ts';

const scanned = gauge('qt_model_last_inference_timestamp_seconds');

export const newestSignal = () =>
  statPanel({
    title: 'Newest signal',
    description: 'Its age. A scan makes new ones each minute; after three missed ones ModelInferenceStale fires.',
    width: 6,
    height: 4,
    unit: 'dtdurations',
    targets: [latest(`time() - max(${scanned})`, 'age')],
  })
    .decimals(0)
    .noValue('API gone')
    .thresholds(steps(COLOUR.good, [120, COLOUR.warning], [180, COLOUR.bad]));

const next = gauge('qt_scheduler_next_run_timestamp_seconds');

export const nextRun = () =>
  statPanel({
    title: 'Next run in',
    description:
      'Time until the next job runs. Slightly below zero: it is running, or the sample is one scrape old. Orange: it is overdue. Each job is below.',
    width: 6,
    height: 4,
    unit: 'dtdurations',
    targets: [latest(`min(${next}) - time()`, 'next run')],
  })
    .decimals(0)
    .noValue('scheduler gone')
    .thresholds(steps(COLOUR.bad, [-300, COLOUR.warning], [-75, COLOUR.good]));
