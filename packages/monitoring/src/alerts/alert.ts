import type { ServiceName } from '@qt/catalogue';

/** `high` calls somebody out of bed; `medium` can wait for the day. */
export type Severity = 'high' | 'medium';

/** The four dashboards, by the uid that their URL carries. */
export const DASHBOARDS = {
  overview: 'qt-service-overview',
  model: 'qt-model-performance',
  sources: 'qt-data-sources',
  risk: 'qt-risk',
} as const;
export type Dashboard = keyof typeof DASHBOARDS;

/** One condition of an alert. An alert with several has a rule for each, told apart by the label `cause`. */
export interface Condition {
  readonly cause: string;
  /** PromQL: each series of its result is one firing alert. */
  readonly expr: string;
  /** How long it must hold, as Prometheus spells it; `0s`: at once. */
  readonly for: string;
  /** Labels beyond `severity`, `service` and `cause`, or in place of them: Prometheus templates. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What is so now, with live values and units: a Prometheus template. */
  readonly description: string;
}

export interface Alert {
  readonly name: string;
  readonly severity: Severity;
  /** The service to look at first. */
  readonly service: ServiceName;
  readonly dashboard: Dashboard;
  /** One line: what is wrong. A Prometheus template. */
  readonly summary: string;
  readonly conditions: readonly [Condition, ...Condition[]];
}

/** A series that Prometheus computes because a panel or an alert needs it. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly help: string;
}
