import type { Section } from '../build/frame.ts';
import { logsPanel } from '../build/panels.ts';
import { lines } from '../build/targets.ts';
import { LOG_QUERIES } from '../log-queries.ts';

const failovers = logsPanel({
  title: 'Failover events',
  description: 'Each call that failed over, and why. Open a line for its request and trace.',
  width: 12,
  height: 9,
  targets: [lines(LOG_QUERIES.failovers)],
});

const circuits = logsPanel({
  title: 'Circuit breakers and fallbacks',
  description: 'When a circuit breaker opened and closed; when stale data was served, and its age.',
  width: 12,
  height: 9,
  targets: [lines(LOG_QUERIES.circuits)],
});

export const eventSection: Section = { title: 'Events', panels: [failovers, circuits] };
