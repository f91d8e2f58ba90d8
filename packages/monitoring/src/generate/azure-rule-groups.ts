import { RUNBOOKS_BASE, RUNBOOKS_DEFAULT } from '../alerts/links.ts';
import { type AlertRule, type RecordingRule, type RuleGroup, ruleGroups } from '../alerts/rules.ts';
import { WATCHDOG } from '../alerts/telemetry.ts';
import type { Artefact } from './artefact.ts';
import { secondsOf } from './duration.ts';
import { plainTemplate } from './plain-template.ts';

/** The limits of the resource type, API version 2023-03-01. */
const MOST_RULES = 20;
const SHORTEST_INTERVAL = 60;

const SEVERITIES: Readonly<Record<string, number>> = { high: 1, medium: 3 };
const parameters = (runbooks: string) => ({
  location: {
    type: 'string',
    defaultValue: '[resourceGroup().location]',
    metadata: { description: 'Region of the Azure Monitor workspace' },
  },
  workspaceId: { type: 'string', metadata: { description: 'Resource id of the Azure Monitor workspace' } },
  actionGroupId: { type: 'string', metadata: { description: 'Resource id of the action group to notify' } },
  runbooksUrl: {
    type: 'string',
    defaultValue: runbooks,
    metadata: { description: 'Where the links to runbooks begin' },
  },
});

/**
 * `infra/generated/azure/prometheus-rule-groups.json`: the same rules as an ARM template for Azure Monitor's managed
 * Prometheus. Its templates cannot query, so the texts have no live values; the labels of an alert say what it is about.
 * The dead man's switch is left out: an action group notifies once, so it has no heartbeat.
 */
export function azureRuleGroups(
  from: readonly RuleGroup[] = ruleGroups(),
  runbooks: string = RUNBOOKS_DEFAULT,
): Artefact {
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: parameters(runbooks),
    resources: from.flatMap(resources),
  };
  return {
    path: 'infra/generated/azure/prometheus-rule-groups.json',
    text: `${JSON.stringify(template, null, 2)}\n`,
  };
}

/** The rule groups of Azure for one of Prometheus: several where it has too many rules. */
function resources({ name, interval, rules }: RuleGroup) {
  const kept = rules.filter((rule) => !('alert' in rule && rule.alert === WATCHDOG.name));
  return chunks(kept, MOST_RULES).map((chunk, n) => ({
    type: 'Microsoft.AlertsManagement/prometheusRuleGroups',
    apiVersion: '2023-03-01',
    name: n === 0 ? name : `${name}-${n + 1}`,
    location: "[parameters('location')]",
    properties: {
      scopes: ["[parameters('workspaceId')]"],
      enabled: true,
      interval: isoDuration(Math.max(secondsOf(interval), SHORTEST_INTERVAL)),
      rules: chunk.map((rule) => ('alert' in rule ? alerting(rule) : recording(rule))),
    },
  }));
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}

function recording({ record, expr, labels }: RecordingRule) {
  return { record, expression: literal(expr), ...(labels === undefined ? {} : { labels }), enabled: true };
}

function alerting({ alert, expr, for: held = '0s', labels, annotations }: AlertRule) {
  const fixed = Object.entries(labels).filter(([, text]) => !text.includes('{{'));
  return {
    // Unique, as an alert with several conditions has a rule for each.
    alert: `${alert}-${labels['cause']}`,
    expression: literal(expr),
    for: isoDuration(secondsOf(held)),
    severity: SEVERITIES[labels['severity'] ?? ''],
    labels: { alert, ...Object.fromEntries(fixed) },
    annotations: {
      summary: literal(plainTemplate(annotations['summary'] ?? '')),
      description: literal(plainTemplate(annotations['description'] ?? '')),
      runbook_url: `[concat(parameters('runbooksUrl'), '${(annotations['runbook_url'] ?? '').replace(RUNBOOKS_BASE, '')}')]`,
      ...(annotations['contact'] === undefined ? {} : { contact: literal(annotations['contact']) }),
    },
    actions: [{ actionGroupId: "[parameters('actionGroupId')]" }],
    resolveConfiguration: { autoResolved: true, timeToResolve: 'PT5M' },
    enabled: true,
  };
}

/** ARM evaluates a text that begins with a bracket; two are one literal. */
function literal(text: string): string {
  return text.startsWith('[') ? `[${text}` : text;
}

function isoDuration(seconds: number): string {
  return seconds % 60 === 0 ? `PT${seconds / 60}M` : `PT${seconds}S`;
}
