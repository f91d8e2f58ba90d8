import type { Section } from '../build/frame.ts';
import { logsPanel } from '../build/panels.ts';
import { lines } from '../build/targets.ts';
import { eventLines } from '../log-lines.ts';

const failovers = logsPanel({
  title: 'Failover events',
  description: 'Each call that moved on, and why. Open a line for its request and trace.',
  width: 12,
  height: 9,
  targets: [
    lines(eventLines('qt-api', ['provider.failover'], ['from', 'to', 'error'], '{{.from}} → {{.to}}: {{.error}}')),
  ],
});

const circuits = logsPanel({
  title: 'Circuits and fallbacks',
  description: 'When a provider was left alone and when it answered again; when old data was served, and how old.',
  width: 12,
  height: 9,
  targets: [
    lines(
      eventLines(
        'qt-api',
        ['provider.circuit.opened', 'provider.circuit.closed', 'cache.fallback.activated'],
        ['message', 'error', 'age_seconds'],
        '{{.message}}{{ if .age_seconds }} ({{.age_seconds}} s old){{ end }}{{ if .error }}: {{.error}}{{ end }}',
      ),
    ),
  ],
});

export const eventSection: Section = { title: 'What happened', panels: [failovers, circuits] };
