import type { Alert, Condition, Recording } from './alert.ts';
import { AREAS } from './index.ts';
import { dashboardUrl, runbookUrl } from './links.ts';
import { budgetRecordings, objectiveRecordings } from './objectives.ts';
import { WATCHDOG } from './telemetry.ts';

/** A rule as Prometheus reads it from a rule file. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}
export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** One rule of an alert. */
export function alertRule(alert: Alert, condition: Condition): AlertRule {
  const { name, severity, service, summary, dashboard } = alert;
  return {
    alert: name,
    expr: condition.expr,
    ...(condition.for === '0s' ? {} : { for: condition.for }),
    labels: { severity, service, cause: condition.cause, ...condition.labels },
    annotations: {
      summary,
      description: condition.description,
      runbook_url: runbookUrl(name),
      dashboard_url: dashboardUrl(dashboard),
    },
  };
}

/** What an area records before its alerts read it: rules of one group are evaluated in their order, at one time. */
const RECORDED: Readonly<Record<string, readonly Recording[]>> = { api: objectiveRecordings };

/** Every rule, in the order in which Prometheus is to evaluate them: what is computed before what reads it. */
export function ruleGroups(): RuleGroup[] {
  return [
    ...Object.entries(AREAS).map(([area, alerts]) => ({
      name: `qt-${area}`,
      interval: '15s',
      rules: [
        ...(RECORDED[area] ?? []).map(recordingRule),
        ...alerts.flatMap((alert) => alert.conditions.map((condition) => alertRule(alert, condition))),
      ],
    })),
    { name: 'qt-error-budget', interval: '5m', rules: budgetRecordings.map(recordingRule) },
    { name: 'qt-watchdog', interval: '15s', rules: [watchdogRule()] },
  ];
}

function recordingRule({ record, expr }: Recording): RecordingRule {
  return { record, expr };
}

function watchdogRule(): AlertRule {
  const { name, expr, summary, description } = WATCHDOG;
  const annotations = { summary, description, runbook_url: runbookUrl(name), dashboard_url: dashboardUrl('overview') };
  return { alert: name, expr, labels: { service: 'prometheus', cause: 'heartbeat' }, annotations };
}
