import { type Alert, type Condition, DASHBOARDS } from '../alerts/alert.ts';
import { ALERTS } from '../alerts/index.ts';
import { WATCHDOG } from '../alerts/telemetry.ts';
import { INHIBITIONS, type Receiver, routeOf, type Selection } from '../routing/index.ts';
import type { Artefact } from './artefact.ts';
import { HEADER, table } from './markdown.ts';
import { plainTemplate } from './plain-template.ts';

const NOTIFIED: Readonly<Record<Receiver, string>> = {
  'pagerduty-and-slack': 'PagerDuty and Slack',
  'slack-or-teams': 'Slack, or Teams where Slack is not set',
  heartbeat: 'the heartbeat webhook',
};

/** `docs/generated/alerts.md`: every alert with its conditions, receivers and inhibitions. */
export function alertsReference(): Artefact {
  const text = [
    HEADER,
    '# Alerts',
    'What fires when, and who is notified. Each name links to its runbook.',
    table(
      ['alert', 'severity', 'service', 'summary', 'notifies', 'dashboard'],
      [...ALERTS.map(summaryRow), watchdogRow()],
    ),
    '## Conditions',
    'An alert with several conditions has one rule for each, distinguished by the label `cause`.',
    ...ALERTS.map(conditions),
    `### ${WATCHDOG.name}`,
    fenced(WATCHDOG.expr),
    '## Inhibitions',
    table(['while this fires', 'nobody is notified of', 'because'], inhibitionRows()),
  ].join('\n\n');
  return { path: 'docs/generated/alerts.md', text: `${text}\n` };
}

function summaryRow(alert: Alert): string[] {
  const { name, severity, service, dashboard, summary } = alert;
  const cells = [runbook(name), severity, `\`${service}\``, plainTemplate(summary), NOTIFIED[routeOf(alert).receiver]];
  return [...cells, `\`${DASHBOARDS[dashboard]}\``];
}

function watchdogRow(): string[] {
  const { name, summary } = WATCHDOG;
  return [runbook(name), 'none: always fires', 'all', summary, NOTIFIED[routeOf({ name }).receiver], ''];
}

function runbook(name: string): string {
  return `[${name}](../runbooks/${name}.md)`;
}

function conditions({ name, conditions }: Alert): string {
  return [`### ${name}`, ...conditions.map((condition) => block(condition, conditions.length > 1))].join('\n\n');
}

function block(condition: Condition, named: boolean): string {
  const held = condition.for === '0s' ? 'at once' : `for ${condition.for}`;
  const duration = condition.keepFiringFor === undefined ? held : `${held} and ${condition.keepFiringFor} on`;
  return [
    `${named ? `\`${condition.cause}\`, ` : ''}${condition.severity ? `${condition.severity}, ` : ''}${duration}: ${plainTemplate(condition.description)}`,
    fenced(condition.expr),
  ].join('\n\n');
}

function fenced(expr: string): string {
  return `\`\`\`promql\n${expr}\n\`\`\``;
}

function inhibitionRows(): string[][] {
  return INHIBITIONS.flatMap(({ why, source, targets }) =>
    targets.map((selection) => [shown(source), shown(selection), why]),
  );
}

function shown({ alert, labels = {} }: Selection): string {
  const those = Object.entries(labels).map(([label, values]) => `\`${label}\` ${values.join(' or ')}`);
  return those.length === 0 ? alert : `${alert} with ${those.join(', ')}`;
}
