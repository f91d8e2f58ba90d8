import type { Alert, Condition, Recording } from './alert.ts';
import { areasWith } from './index.ts';
import { dashboardUrl, runbookUrl } from './links.ts';
import { budgetRecordings, objectiveRecordings } from './objectives.ts';
import { WATCHDOG } from './telemetry.ts';
import { THRESHOLDS, type Thresholds } from './thresholds.ts';

/** A rule as Prometheus reads it from a rule file. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}
export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** The rule for one condition of an alert. */
function alertRule(alert: Alert, condition: Condition): AlertRule {
  const { name, severity, service, summary, dashboard } = alert;
  return {
    alert: name,
    expr: condition.expr,
    ...(condition.for === '0s' ? {} : { for: condition.for }),
    ...(condition.keepFiringFor === undefined ? {} : { keep_firing_for: condition.keepFiringFor }),
    labels: { severity: condition.severity ?? severity, service, cause: condition.cause, ...condition.labels },
    annotations: {
      summary,
      description: condition.description,
      runbook_url: runbookUrl(name),
      dashboard_url: dashboardUrl(dashboard),
    },
  };
}

/** Recording rules at the head of an area's group: Prometheus evaluates the rules of a group in order, at one timestamp. */
const RECORDED: Readonly<Record<string, readonly Recording[]>> = { api: objectiveRecordings };

/** All rules in evaluation order: recording rules come before the alerts that read them. */
export function ruleGroups(thresholds: Thresholds = THRESHOLDS): RuleGroup[] {
  return [
    ...Object.entries(areasWith(thresholds)).map(([area, alerts]) => ({
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
