import { COLOUR, steps } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { toLogs } from '../build/links.ts';
import { barsPanel, dashedThresholds, dialPanel, linesPanel, statesPanel, statPanel } from '../build/panels.ts';
import { latest, trend } from '../build/targets.ts';
import { LOG_QUERIES } from '../log-queries.ts';
import { gauge, rate } from '../series.ts';

const hits = (result?: 'hit') =>
  `sum by (cache_name) (${rate('qt_cache_hits_total', result === undefined ? {} : { result: '="hit"' })})`;

const hitRatio = dialPanel({
  title: 'Cache hit ratio',
  description:
    'Share of lookups answered from the cache, by cache. Below 50 % for 10 minutes, CacheMisses fires: the sources fail, or the warm-up does not run.',
  width: 7,
  height: 7,
  unit: 'percentunit',
  targets: [latest(`${hits('hit')} / (${hits()} > 0)`, '{{cache_name}}')],
})
  .min(0)
  .max(1)
  .decimals(0)
  .noValue('no lookups')
  .thresholds(steps(COLOUR.bad, [0.5, COLOUR.warning], [0.8, COLOUR.good]));

const next = gauge('qt_scheduler_next_run_timestamp_seconds');
const countdown = statPanel({
  title: 'Next run in',
  description:
    'Time until each job runs again. Slightly below zero: it is running, or the sample is one scrape old. Orange: it is overdue. SchedulerStalled uses the panel below.',
  width: 9,
  height: 7,
  unit: 'dtdurations',
  targets: [latest(`min by (job_id) (${next}) - time()`, '{{job_id}}')],
})
  .decimals(0)
  .noValue('scheduler gone')
  .thresholds(steps(COLOUR.bad, [-300, COLOUR.warning], [-75, COLOUR.good]));

const fallbacks = linesPanel({
  title: 'Stale data served',
  description: 'Lookups per minute answered with stale data because the source failed, by cache. Normal: 0.',
  width: 8,
  height: 7,
  unit: 'cpm',
  targets: [trend(`60 * sum by (cache_name) (${rate('qt_cache_fallbacks_total')})`, '{{cache_name}}')],
}).dataLinks([toLogs('Fallbacks at this time', LOG_QUERIES.fallbacks)]);

const last = gauge('qt_scheduler_last_run_timestamp_seconds');
const interval = gauge('qt_scheduler_job_interval_seconds');
const lateness = linesPanel({
  title: 'Time since the last run, in intervals',
  description: 'Each job rises to 1 and falls back to 0. Above 2 (dashed) for 2 minutes, SchedulerStalled fires.',
  width: 12,
  height: 7,
  unit: 'none',
  targets: [trend(`(time() - max by (job_id) (${last})) / on (job_id) max by (job_id) (${interval})`, '{{job_id}}')],
})
  .decimals(2)
  .thresholds(steps(COLOUR.good, [2, COLOUR.bad]))
  .thresholdsStyle(dashedThresholds())
  .axisSoftMax(2.1);

const runs = barsPanel({
  title: 'Scheduler runs',
  description:
    'Finished runs per minute by job and status. Degraded: part of the work was left undone. When more than a fifth of the runs in 15 minutes are, SchedulerStalled fires.',
  width: 12,
  height: 7,
  unit: 'cpm',
  targets: [trend(`60 * sum by (job_id, status) (${rate('qt_scheduler_runs_total')})`, '{{job_id}} {{status}}')],
}).dataLinks([toLogs('Runs at this time', LOG_QUERIES.runs)]);

const degraded = statesPanel({
  title: 'Degraded runs in a row',
  description:
    'By job, over restarts. One bad run is green again after the next; a number that grows is a cause that stays.',
  width: 24,
  height: 5,
  targets: [trend(`max by (job_id) (${gauge('qt_scheduler_consecutive_degraded_runs')})`, '{{job_id}}')],
}).thresholds(steps(COLOUR.good, [1, COLOUR.warning], [3, COLOUR.bad]));

export const workSection: Section = {
  title: 'Caches and scheduler',
  panels: [hitRatio, countdown, fallbacks, lateness, runs, degraded],
};
