import { COLOUR, steps, wordFrom } from '../build/colours.ts';
import type { Section } from '../build/frame.ts';
import { statesPanel, tablePanel } from '../build/panels.ts';
import { rows, trend } from '../build/targets.ts';
import { CHOSEN, FRESH_SECONDS, gauge, sampledAt } from '../series.ts';

const START = 'qt_process_start_timestamp_seconds';
const reporting = `count by (job) (time() - (${sampledAt(START)}) < ${FRESH_SECONDS})`;
const seen = `count by (job) (last_over_time(${CHOSEN}[$__range]))`;

const services = statesPanel({
  title: 'Services',
  description:
    'Reporting processes of each service. Red: none reports, but one did within the time range. See the alerts TelemetryTargetDown and RiskGuardDown.',
  width: 12,
  height: 8,
  targets: [trend(`${reporting} or 0 * ${seen}`, '{{job}}')],
})
  .mappings([wordFrom(null, 0, 'gone', COLOUR.bad), wordFrom(1, null, 'up', COLOUR.good)])
  .thresholds(steps(COLOUR.bad, [1, COLOUR.good]));

const column = (name: string, title: string, unit: string, more: readonly { id: string; value: unknown }[] = []) =>
  [name, [{ id: 'displayName', value: title }, { id: 'unit', value: unit }, ...more]] as const;

const processes = tablePanel({
  title: 'Processes',
  description:
    'Version, uptime, memory (idle: at most 250 MB) and the longest stall of the event loop in the last 15 to 30 s (normal: at most 50 ms).',
  width: 12,
  height: 8,
  unit: 'none',
  targets: [
    rows(`max by (job, instance, service_version) (${CHOSEN})`, '{{job}}').refId('version'),
    rows(`max by (instance) (time() - (${gauge(START)}))`, '{{instance}}').refId('uptime'),
    rows(`max by (instance) (${gauge('qt_process_resident_memory_bytes')})`, '{{instance}}').refId('memory'),
    rows(`max by (instance) (${gauge('qt_process_event_loop_delay_seconds')})`, '{{instance}}').refId('stall'),
  ],
})
  .withTransformation({ id: 'joinByField', options: { byField: 'instance', mode: 'outer' } })
  .withTransformation({
    id: 'filterFieldsByName',
    options: { include: { pattern: '^(job|instance|service_version|Value #(uptime|memory|stall))$' } },
  });
for (const [name, properties] of [
  column('job', 'Service', 'string'),
  column('service_version', 'Version', 'string'),
  column('instance', 'Instance', 'string'),
  column('Value #uptime', 'Up for', 'dtdurations'),
  column('Value #memory', 'Memory', 'bytes'),
  column('Value #stall', 'Longest stall', 's', [
    { id: 'thresholds', value: steps(COLOUR.none, [0.05, COLOUR.warning], [0.5, COLOUR.bad]).build() },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ]),
]) {
  processes.overrideByName(name, [...properties]);
}

export const processSection: Section = { title: 'Services and processes', panels: [services, processes] };
