import { messageText } from './message-templates.ts';

const title = messageText('qt.title');

/**
 * What each integration is sent, in the words of an AlertmanagerConfig. `secret`: the field for the address or key, which is
 * in the Secret that the chart's values name, under `key`.
 */
export const INTEGRATIONS = {
  pagerduty: {
    field: 'pagerdutyConfigs',
    secret: 'routingKey',
    key: 'pagerduty-routing-key',
    config: {
      url: 'https://events.pagerduty.com/v2/enqueue',
      sendResolved: true,
      description: title,
      severity: 'critical',
      class: '{{ .GroupLabels.alertname }}',
      component: '{{ .CommonLabels.service }}',
      client: 'qt alerts',
      clientURL: messageText('qt.alertmanager'),
      details: [
        { key: 'firing', value: messageText('qt.plain', '.Alerts.Firing') },
        { key: 'resolved', value: messageText('qt.plain', '.Alerts.Resolved') },
      ],
      pagerDutyLinkConfigs: [
        { alt: 'Runbook', href: '{{ .CommonAnnotations.runbook_url }}' },
        { alt: 'Dashboard', href: messageText('qt.dashboard') },
        { alt: 'Silence', href: messageText('qt.silence') },
      ],
    },
  },
  slack: {
    field: 'slackConfigs',
    secret: 'apiURL',
    key: 'slack-webhook-url',
    config: {
      sendResolved: true,
      username: 'qt alerts',
      title,
      titleLink: '{{ .CommonAnnotations.runbook_url }}',
      text: messageText('qt.slack.text'),
      fallback: title,
    },
  },
  teams: {
    field: 'msteamsv2Configs',
    secret: 'webhookURL',
    key: 'teams-webhook-url',
    config: { sendResolved: true, title, text: messageText('qt.teams.text') },
  },
  heartbeat: {
    field: 'webhookConfigs',
    secret: 'urlSecret',
    key: 'heartbeat-url',
    config: { sendResolved: false },
  },
} as const;
