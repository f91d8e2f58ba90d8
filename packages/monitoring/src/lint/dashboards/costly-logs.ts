import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { Target } from './targets.ts';

/** A query of one service, or one whose stream selector matches nothing while the variable that it names is empty. */
const BOUNDED = /^\{[^}]*(?:service_name="|\b(\w+)!~"\$\1")/;

/** Open panels that read the lines of every service as soon as the dashboard is: they need a variable, or a collapsed row. */
export function costlyLogProblems({ panels = [] }: dashboard.Dashboard): string[] {
  const open = panels.filter((panel): panel is dashboard.Panel => panel.type !== 'row');
  return open
    .filter(({ datasource }) => datasource?.type === 'loki')
    .filter(({ targets = [] }) => targets.some((target) => !BOUNDED.test((target as Target).expr ?? '')))
    .map(
      ({ title }) => `panel '${title}': expected a service, a typed id or a collapsed row, actual a read of all logs`,
    );
}
