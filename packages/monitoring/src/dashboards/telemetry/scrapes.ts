import { COLOUR, steps, words } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { dashedThresholds, linesPanel, statesPanel } from '../build/panels.ts';
import { trend } from '../build/targets.ts';
import { TARGETS } from '../series.ts';

const up = statesPanel({
  title: 'Scrape targets',
  description:
    'Whether each target answers. A service that pushes is not here: see Services on the overview. After 2 minutes, TelemetryTargetDown or CollectorDown fires.',
  width: 12,
  height: 7,
  targets: [trend(`min by (job) (${TARGETS})`, '{{job}}')],
})
  .mappings(words({ 0: ['down', COLOUR.bad], 1: ['up', COLOUR.good] }))
  .thresholds(steps(COLOUR.bad, [1, COLOUR.good]));

const duration = linesPanel({
  title: 'Scrape duration',
  description: 'The slowest target of each job. Scrapes end after 10 s (dashed).',
  width: 12,
  height: 7,
  unit: 's',
  targets: [trend('max by (job) (scrape_duration_seconds{job=~"(.+/)?$job", instance=~"$instance"})', '{{job}}')],
})
  .thresholds(steps(COLOUR.good, [10, COLOUR.bad]))
  .thresholdsStyle(dashedThresholds());

export const scrapeSection: Section = { title: 'Scrapes', panels: [up, duration] };
