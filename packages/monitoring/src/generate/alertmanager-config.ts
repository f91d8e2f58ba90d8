import { ALERTS } from '../alerts/index.ts';
import { WATCHDOG } from '../alerts/telemetry.ts';
import { routingProblems } from '../lint/routing.ts';
import {
  INHIBITIONS,
  type Inhibition,
  ROUTING,
  type Route,
  type RoutingTree,
  type Selection,
} from '../routing/index.ts';
import type { Artefact } from './artefact.ts';

/**
 * `infra/generated/alertmanager/alertmanager.yml`: Alertmanager's complete configuration, with every integration.
 * `infra/alertmanager/render.sh` removes those whose address is not set.
 *
 * @throws Error that lists routes that no alert reaches and inhibitions that are impossible or forbidden
 */
export function alertmanagerConfig(): Artefact {
  const problems = routingProblems({
    alerts: ALERTS,
    watchdog: WATCHDOG.name,
    tree: ROUTING,
    inhibitions: INHIBITIONS,
  });
  if (problems.length > 0) throw new Error(`packages/monitoring/src/routing: ${problems.join('; ')}`);
  const text = [HEAD, routeBlock(ROUTING), inhibitBlock(INHIBITIONS), RECEIVER_BLOCK].join('\n');
  return { path: 'infra/generated/alertmanager/alertmanager.yml', text };
}

const HEAD = `# Made from packages/monitoring/src/routing by \`npx pnpm@12 generate\`. Edit it there: changes here are overwritten.
# Start Alertmanager with infra/alertmanager/render.sh, which fills in the addresses; see docs/alerting.md.
global:
  resolve_timeout: 5m

templates: ['../../alertmanager/templates/*.tmpl']
`;

function routeBlock({ root, routes }: RoutingTree): string {
  return [
    'route:',
    ...timing(root).map((line) => `  ${line}`),
    '  group_by: [alertname, environment]',
    '  routes:',
    ...routes.flatMap((route) => [
      `    - matchers: [${matchers(route)}]`,
      ...timing(route).map((line) => `      ${line}`),
    ]),
    '',
  ].join('\n');
}

function timing(route: Omit<Route, 'matches'>): string[] {
  return [
    `receiver: ${route.receiver}`,
    `group_wait: ${route.groupWait}`,
    `group_interval: ${route.groupInterval}`,
    `repeat_interval: ${route.repeatInterval}`,
  ];
}

function matchers({ matches }: Route): string {
  return Object.entries(matches)
    .map(([label, value]) => quoted(`${label}="${value}"`))
    .join(', ');
}

/** One rule for each pair of source and target; the comment gives the reason. */
function inhibitBlock(inhibitions: readonly Inhibition[]): string {
  const rules = inhibitions.flatMap(({ why, source, targets, equal = [] }) => [
    `  # ${why}`,
    ...targets.flatMap((selection) => [
      `  - source_matchers: [${selected(source)}]`,
      `    target_matchers: [${selected(selection)}]`,
      `    equal: [${['environment', ...equal].join(', ')}]`,
    ]),
  ]);
  return ['inhibit_rules:', ...rules, ''].join('\n');
}

function selected({ alert, labels = {} }: Selection): string {
  const others = Object.entries(labels).map(([label, values]) =>
    values.length === 1 ? `${label}="${values[0]}"` : `${label}=~"${values.join('|')}"`,
  );
  return [`alertname="${alert}"`, ...others].map(quoted).join(', ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const TITLE = `'{{ template "qt.title" . }}'`;
const SLACK = `    # begin slack
    slack_configs:
      - api_url_file: secrets/slack-webhook-url
        send_resolved: true
        username: qt alerts
        title: ${TITLE}
        title_link: '{{ .CommonAnnotations.runbook_url }}'
        text: '{{ template "qt.slack.text" . }}'
        fallback: ${TITLE}
    # end slack`;
const TEAMS = `    # begin teams
    msteamsv2_configs:
      - webhook_url_file: secrets/teams-webhook-url
        send_resolved: true
        title: ${TITLE}
        text: '{{ template "qt.teams.text" . }}'
    # end teams`;
const PAGERDUTY = `    # begin pagerduty
    pagerduty_configs:
      - routing_key_file: secrets/pagerduty-routing-key
        url: https://events.pagerduty.com/v2/enqueue
        send_resolved: true
        description: ${TITLE}
        severity: critical
        class: '{{ .GroupLabels.alertname }}'
        component: '{{ .CommonLabels.service }}'
        client: qt alerts
        client_url: '{{ template "qt.alertmanager" . }}'
        details:
          firing: '{{ template "qt.plain" .Alerts.Firing }}'
          resolved: '{{ template "qt.plain" .Alerts.Resolved }}'
        links:
          - { text: Runbook, href: '{{ .CommonAnnotations.runbook_url }}' }
          - { text: Dashboard, href: '{{ template "qt.dashboard" . }}' }
          - { text: Silence, href: '{{ template "qt.silence" . }}' }
    # end pagerduty`;
const HEARTBEAT = `    # begin heartbeat
    webhook_configs:
      - url_file: secrets/heartbeat-url
        send_resolved: false
    # end heartbeat`;

const RECEIVER_BLOCK = `# Teams is used where Slack is not set.
receivers:
  - name: pagerduty-and-slack
${PAGERDUTY}
${SLACK}
${TEAMS}
  - name: slack-or-teams
${SLACK}
${TEAMS}
  - name: heartbeat
${HEARTBEAT}
`;
