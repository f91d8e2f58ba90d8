import { RECEIVERS, type Receiver, ROUTING, type Route, type RoutingTree } from '../routing/index.ts';
import type { Artefact } from './artefact.ts';
import { yamlText } from './yaml-text.ts';

const SOURCE = 'packages/monitoring/src/routing';
const FOLDER = 'infra/generated/grafana';

type Chat = 'slack' | 'teams';

/** One integration of a contact point. Grafana expands `${NAME}` in its settings, and refuses to start if one is empty. */
interface Integration {
  readonly type: 'pagerduty' | 'webhook' | Chat;
  readonly settings: Readonly<Record<string, string>>;
  readonly disableResolveMessage?: true;
}

/**
 * Contact points and notification policies for Grafana Alerting, with the routes of Alertmanager. The contact points with
 * Teams in place of Slack have a folder of their own: Grafana reads every file of the folder that it is given.
 */
export function grafanaNotifications(): Artefact[] {
  return [
    { path: `${FOLDER}/alerting/contact-points.yaml`, text: contactPoints('slack') },
    { path: `${FOLDER}/alerting-teams/contact-points.yaml`, text: contactPoints('teams') },
    {
      path: `${FOLDER}/alerting/policies.yaml`,
      text: yamlText(SOURCE, { apiVersion: 1, policies: [policy(ROUTING)] }),
    },
  ];
}

function contactPoints(chat: Chat): string {
  const integrations: Readonly<Record<Receiver, readonly Integration[]>> = {
    'pagerduty-and-slack': [PAGERDUTY, CHATS[chat]],
    'slack-or-teams': [CHATS[chat]],
    heartbeat: [HEARTBEAT],
  };
  const points = RECEIVERS.map((name) => ({
    orgId: 1,
    name,
    receivers: integrations[name].map((integration) => ({ uid: `${name}-${integration.type}`, ...integration })),
  }));
  return yamlText(SOURCE, { apiVersion: 1, contactPoints: points });
}

/** The whole tree of an organisation: provisioning replaces what is there. */
function policy({ root, routes }: RoutingTree) {
  return {
    orgId: 1,
    ...timing(root),
    // Grafana's alertname is the rule's title, of which an alert with several conditions has several.
    group_by: ['alert'],
    routes: routes.map((route) => ({ object_matchers: [matcher(route)], ...timing(route) })),
  };
}

function timing({ receiver, groupWait, groupInterval, repeatInterval }: Omit<Route, 'matches'>) {
  return { receiver, group_wait: groupWait, group_interval: groupInterval, repeat_interval: repeatInterval };
}

function matcher({ matches }: Route): readonly string[] {
  return 'alertname' in matches ? ['alert', '=', matches.alertname] : ['severity', '=', matches.severity];
}

const TITLE = [
  '{{ if eq .Status "resolved" }}RESOLVED{{ else }}{{ .CommonLabels.severity | toUpper }}{{ end }}',
  '{{ .GroupLabels.alert }}:',
  '{{ with .CommonAnnotations.summary }}{{ . }}{{ else }}{{ len .Alerts }} alerts{{ end }}',
].join(' ');

/** As `qt.dashboard` of Alertmanager's templates; without its variable, since Grafana would expand the dollar. */
const DASHBOARD_AT_THE_TIME = [
  '{{ .CommonAnnotations.dashboard_url }}?from={{ ((index .Alerts 0).StartsAt.Add -3600000000000).UnixMilli }}',
  '&to={{ if eq .Status "resolved" }}{{ ((index .Alerts 0).EndsAt.Add 1800000000000).UnixMilli }}{{ else }}now{{ end }}',
].join('');

/** The state of each alert, then the links; Slack and Teams differ only in how a link is written. */
function message(link: (url: string, text: string) => string): string {
  const { runbook, dashboard, silence } = {
    runbook: link('{{ . }}', 'Runbook'),
    dashboard: link(DASHBOARD_AT_THE_TIME, 'Dashboard'),
    silence: link('{{ (index .Alerts 0).SilenceURL }}', 'Silence'),
  };
  return [
    '{{ range .Alerts.Firing }}{{ .Annotations.description }}',
    '',
    '_Since {{ .StartsAt.UTC.Format "2006-01-02 15:04" }} UTC, {{ .Labels.service }}_',
    '',
    '{{ end }}{{ range .Alerts.Resolved }}Resolved: {{ .Annotations.summary }}',
    '',
    `{{ end }}{{ with .CommonAnnotations.runbook_url }}${runbook} · {{ end }}{{ if .CommonAnnotations.dashboard_url }}${dashboard} · {{ end }}${silence}`,
  ].join('\n');
}

const fromEnvironment = (name: string) => `\${${name}}`;

const CHATS: Readonly<Record<Chat, Integration>> = {
  slack: {
    type: 'slack',
    settings: {
      url: fromEnvironment('QT_SLACK_WEBHOOK_URL'),
      username: 'qt alerts',
      title: TITLE,
      text: message((url, text) => `<${url}|${text}>`),
    },
  },
  teams: {
    type: 'teams',
    settings: {
      url: fromEnvironment('QT_TEAMS_WEBHOOK_URL'),
      title: TITLE,
      message: message((url, text) => `[${text}](${url})`),
    },
  },
};

const PAGERDUTY: Integration = {
  type: 'pagerduty',
  settings: {
    integrationKey: fromEnvironment('QT_PAGERDUTY_ROUTING_KEY'),
    severity: 'critical',
    class: '{{ .GroupLabels.alert }}',
    component: '{{ .CommonLabels.service }}',
    summary: TITLE,
  },
};

const HEARTBEAT: Integration = {
  type: 'webhook',
  settings: { url: fromEnvironment('QT_HEARTBEAT_URL'), httpMethod: 'POST' },
  disableResolveMessage: true,
};
