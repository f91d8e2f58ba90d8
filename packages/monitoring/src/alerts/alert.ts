import type { ServiceName } from '@qt/catalogue';

/** `high` pages somebody at night; `medium` can wait until morning. */
export type Severity = 'high' | 'medium';

/** The dashboards and the uid in their URL. */
export const DASHBOARDS = {
  overview: 'qt-service-overview',
  model: 'qt-model-performance',
  sources: 'qt-data-sources',
  risk: 'qt-risk',
  telemetry: 'qt-telemetry',
} as const;
export type Dashboard = keyof typeof DASHBOARDS;

/** What is watched besides the services, as Prometheus' `job`. */
export const INFRASTRUCTURE = ['otel-collector', 'prometheus', 'alertmanager'] as const;

/** One condition of an alert. An alert with several has one rule for each, distinguished by the label `cause`. */
export interface Condition {
  readonly cause: string;
  /** Where it is another than the alert's. */
  readonly severity?: Severity;
  /** PromQL: each series of its result is one firing alert. */
  readonly expr: string;
  /** How long it must hold before it fires, as a Prometheus duration; `0s`: at once. */
  readonly for: string;
  /** How long it goes on once it no longer holds, where its value hovers; Grafana and Azure end it at once. */
  readonly keepFiringFor?: string;
  /** Labels added to `severity`, `service` and `cause`, or overriding them: Prometheus templates. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The present state, with live values and units: a Prometheus template. */
  readonly description: string;
}

export interface Alert {
  readonly name: string;
  readonly severity: Severity;
  /** The service to look at first. */
  readonly service: ServiceName | (typeof INFRASTRUCTURE)[number];
  readonly dashboard: Dashboard;
  /** One line: what is wrong. A Prometheus template. */
  readonly summary: string;
  readonly conditions: readonly [Condition, ...Condition[]];
}

/** A recording rule: a series that Prometheus computes for a panel or an alert. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly help: string;
}
