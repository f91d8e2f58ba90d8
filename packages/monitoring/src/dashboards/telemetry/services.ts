import { COLOUR, steps } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { barsPanel, dashedThresholds, linesPanel, logsPanel } from '../build/panels.ts';
import { lines, trend } from '../build/targets.ts';
import { LOG_QUERIES } from '../log-queries.ts';
import { gauge, increase } from '../series.ts';
import { diskLeft } from './glance.ts';

const held = linesPanel({
  title: 'Event loop delay, p99',
  description:
    'Of each service, in windows of 15 s. Normal: below 50 ms. Above 0.5 s (dashed) for 5 minutes, EventLoopHeld fires.',
  width: 12,
  height: 7,
  unit: 's',
  targets: [trend(`max by (job) (${gauge('qt_process_event_loop_delay_p99_seconds')})`, '{{job}}')],
})
  .thresholds(steps(COLOUR.good, [0.5, COLOUR.bad]))
  .thresholdsStyle(dashedThresholds());

const offset = linesPanel({
  title: 'Clock offset',
  description:
    "By how much a provider's clock is ahead of ours. Beyond 1 s for 5 minutes, ClockSkew fires: ages of prices and signals are wrong by as much.",
  width: 12,
  height: 7,
  unit: 's',
  targets: [trend(`max by (provider) (${gauge('qt_clock_offset_seconds')})`, '{{provider}}')],
})
  .axisSoftMin(-0.1)
  .axisSoftMax(0.1);

const starts = barsPanel({
  title: 'Service starts',
  description: 'By service. Three within 15 minutes: ServiceRestarting fires.',
  width: 12,
  height: 7,
  unit: 'none',
  targets: [trend(`sum by (job) (${increase('qt_service_starts_total', {}, '$__rate_interval')})`, '{{job}}')],
}).decimals(0);

const disk = linesPanel({
  title: 'Disk left',
  description: 'Free share of the disk of QT_DATA_DIR. Under 10 % (dashed), DataDiskFilling fires.',
  width: 12,
  height: 7,
  unit: 'percentunit',
  targets: [trend(diskLeft, '{{job}}')],
})
  .max(1)
  .thresholds(steps(COLOUR.bad, [0.1, COLOUR.good]))
  .thresholdsStyle(dashedThresholds());

const history = logsPanel({
  title: 'Starts and stops',
  description:
    'When each service started, and stopped in order. A start without a stop before it: it was killed, or it crashed.',
  width: 24,
  height: 8,
  targets: [lines(LOG_QUERIES.starts)],
});

/** Collapsed: it reads the lines of every service. */
export const historySection: Section = { title: 'Starts and stops', panels: [history], collapsed: true };
export const serviceSection: Section = { title: 'Services', panels: [held, offset, starts, disk] };
