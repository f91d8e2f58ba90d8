import type { Section } from '../build/frame.ts';
import { barsPanel } from '../build/panels.ts';
import { trend } from '../build/targets.ts';
import { histogramIncrease, increase } from '../series.ts';

const errors = barsPanel({
  title: 'Errors of the console',
  description:
    'What was thrown in browsers that had the console open, in the time range. Normal: 0. The event console.error has type, place and build of each.',
  width: 8,
  height: 6,
  unit: 'none',
  targets: [trend(`sum by (kind) (${increase('qt_console_errors_total', {}, '$__rate_interval')})`, '{{kind}}')],
});

const openings = barsPanel({
  title: 'Openings of the console',
  description:
    'How often a browser was answered with the page, and how often the page has then started, in the time range. Normal: as often. Where it does not start, nothing of it runs that could report an error.',
  width: 8,
  height: 6,
  unit: 'none',
  targets: [trend(`sum by (stage) (${increase('qt_console_openings_total', {}, '$__rate_interval')})`, '{{stage}}')],
});

const load = barsPanel({
  title: 'Load time of the console',
  description:
    'Mean time until the largest part of the page was painted, of the consoles that were opened in the time range. Normal: at most 1 s.',
  width: 8,
  height: 6,
  unit: 's',
  targets: [
    trend(
      `sum(${histogramIncrease('qt_console_load_seconds', 'sum')}) / sum(${histogramIncrease('qt_console_load_seconds', 'count')})`,
      'largest contentful paint',
    ),
  ],
});

export const consoleSection: Section = { title: 'The console, in browsers', panels: [openings, errors, load] };
