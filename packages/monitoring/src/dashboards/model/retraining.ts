import { RETRAIN_STATUSES } from '@qt/catalogue';
import { COLOUR, steps, words } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { logsPanel, statesPanel, statPanel } from '../build/panels.ts';
import { latest, lines, trend } from '../build/targets.ts';
import { LOG_QUERIES } from '../log-queries.ts';
import { freshGauge, gauge, histogramIncrease, increase } from '../series.ts';

const succeeded = gauge('qt_retrain_last_success_timestamp_seconds');
const failed = gauge('qt_retrain_last_failure_timestamp_seconds');

/** 1: the last run succeeded, or none has ended yet; 2: it failed. */
const outcome = `1 + ((max(${failed}) > bool max(${succeeded})) or 0 * max(${succeeded}))`;
/** 1 or 2 in the minutes in which a run of that status ended, else 0. */
const ended = (status: (typeof RETRAIN_STATUSES)[number]) =>
  `${status === 'success' ? 1 : 2} * (sum(${increase('qt_retrain_runs_total', { status: `="${status}"` }, '$__rate_interval')}) > bool 0)`;

const timeline = statesPanel({
  title: 'Retrain jobs',
  description:
    'The last three days, whatever time is chosen. Top: how the latest run ended. Below: when runs ended, by status. On a failure RetrainingFailure fires: halt promotions until the cause is known. A run cut off by a crash shows as failed once the worker is back.',
  width: 12,
  height: 7,
  targets: [
    trend(outcome, 'latest run'),
    ...RETRAIN_STATUSES.map((status) => trend(ended(status), `ended in ${status}`)),
  ],
})
  .timeFrom('3d')
  .mappings(words({ 0: ['', COLOUR.clear], 1: ['succeeded', COLOUR.good], 2: ['failed', COLOUR.bad] }))
  .thresholds(steps(COLOUR.clear, [1, COLOUR.good], [2, COLOUR.bad]));

export const retrainAges = statPanel({
  title: 'Last retraining',
  description: 'How long ago. A success is a candidate that was trained and evaluated, promoted or not.',
  width: 6,
  height: 4,
  unit: 'dtdurations',
  targets: [latest(`time() - max(${succeeded})`, 'success'), latest(`time() - max(${failed})`, 'failure')],
})
  .decimals(0)
  .noValue('never')
  .thresholds(steps(COLOUR.none));

const running = `time() - max(${freshGauge('qt_retrain_running_since_timestamp_seconds')})`;
const idle = `0 * max(${succeeded})`;
const underWay = statPanel({
  title: 'Run under way for',
  description: '0: none. A run that is older than its time limit fires RetrainOverdue.',
  width: 6,
  height: 7,
  unit: 'dtdurations',
  targets: [latest(`${running} or ${idle}`, 'run')],
})
  .decimals(0)
  .noValue('worker gone')
  .thresholds(steps(COLOUR.none));

const duration = `sum by (status) (${histogramIncrease('qt_retrain_duration_seconds', 'sum')}) / sum by (status) (${histogramIncrease('qt_retrain_duration_seconds', 'count')})`;
const took = statPanel({
  title: 'Run duration',
  description: 'Mean duration of the runs that ended in the time range.',
  width: 6,
  height: 7,
  unit: 's',
  targets: [latest(`${duration} > 0`, '{{status}}')],
})
  .decimals(1)
  .noValue('no run')
  .thresholds(steps(COLOUR.none));

const events = logsPanel({
  title: 'Retraining and promotions',
  description: 'Start and result of each run, and why its candidate was promoted or not.',
  width: 24,
  height: 7,
  targets: [lines(LOG_QUERIES.retraining)],
});

export const retrainingSection: Section = { title: 'Retraining', panels: [timeline, took, underWay, events] };
