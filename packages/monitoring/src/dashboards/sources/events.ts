import type { Section } from '../build/frame.ts';
import { logsPanel } from '../build/panels.ts';
import { lines } from '../build/targets.ts';
import { LOG_QUERIES } from '../log-queries.ts';

const failovers = logsPanel({
  title: 'Failover events',
  description: 'Each call that moved on, and why. Open a line for its request and trace.',
  width: 12,
  height: 9,
  targets: [lines(LOG_QUERIES.failovers)],
});

const circuits = logsPanel({
  title: 'Circuits and fallbacks',
  description: 'When a provider was left alone and when it answered again; when old data was served, and how old.',
  width: 12,
  height: 9,
  targets: [lines(LOG_QUERIES.circuits)],
});

export const eventSection: Section = { title: 'What happened', panels: [failovers, circuits] };
