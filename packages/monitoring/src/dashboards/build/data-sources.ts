import type * as common from '@grafana/grafana-foundation-sdk/common';

/** The uids that infra/grafana/provisioning gives the data sources. */
export const DATA_SOURCE_UIDS = { prometheus: 'qt-prometheus', loki: 'qt-loki', traces: 'qt-traces' } as const;

/** A placeholder that Grafana fills in: a dashboard variable or a built-in one. */
export function placeholder(name: string): string {
  return `\${${name}}`;
}

/** As selected by the dashboards' variables. */
export const PROMETHEUS: common.DataSourceRef = { type: 'prometheus', uid: placeholder('prometheus_datasource') };
export const LOKI: common.DataSourceRef = { type: 'loki', uid: placeholder('loki_datasource') };
