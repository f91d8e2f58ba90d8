import { INHIBITIONS, type Inhibition, ROUTING, type Route, type Selection } from '../../routing/index.ts';
import type { Artefact } from '../artefact.ts';
import { yamlText } from '../yaml-text.ts';
import { INTEGRATIONS } from './integrations.ts';

/**
 * `infra/helm/qt/files/generated/alerting.yaml`: routes, inhibitions and the settings of each integration, as the Prometheus
 * operator's AlertmanagerConfig has them. The chart puts the integrations that are switched on into the receivers.
 */
export function helmAlerting(): Artefact {
  const { root, routes } = ROUTING;
  const content = {
    route: {
      ...timing(root),
      groupBy: ['alertname', 'environment'],
      routes: routes.map((route) => ({ ...timing(route), matchers: matchersOf(route.matches) })),
    },
    inhibitRules: INHIBITIONS.flatMap(inhibitRules),
    integrations: INTEGRATIONS,
    receivers: [
      { name: 'pagerduty-and-slack', integrations: ['pagerduty', 'slack', 'teams'] },
      { name: 'slack-or-teams', integrations: ['slack', 'teams'] },
      { name: 'heartbeat', integrations: ['heartbeat'] },
    ],
  };
  return {
    path: 'infra/helm/qt/files/generated/alerting.yaml',
    text: yamlText('packages/monitoring/src/routing', content),
  };
}

function timing({ receiver, groupWait, groupInterval, repeatInterval }: Omit<Route, 'matches'>) {
  return { receiver, groupWait, groupInterval, repeatInterval };
}

function matchersOf(labels: Readonly<Record<string, string | readonly string[]>>) {
  return Object.entries(labels).map(([name, values]) => {
    const wanted = [values].flat();
    return { name, value: wanted.join('|'), matchType: wanted.length === 1 ? '=' : '=~' };
  });
}

/** One rule for each pair of source and target. */
function inhibitRules({ source, targets, equal = [] }: Inhibition) {
  const selected = ({ alert, labels = {} }: Selection) => matchersOf({ alertname: alert, ...labels });
  return targets.map((target) => ({
    sourceMatch: selected(source),
    targetMatch: selected(target),
    equal: ['environment', ...equal],
  }));
}
