import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DATA_SOURCE_UIDS, PROMETHEUS } from './data-sources.ts';

/** The same as `.+`, but a link's address may hold it: there `+` is a space. */
export const ALL_ENVIRONMENTS = '..*';
const ALL: dashboard.VariableOption = { selected: true, text: 'All', value: '$__all' };

/** Data sources, then environment, service and instance from `target_info`. */
export function standardVariables(): (dashboard.DatasourceVariableBuilder | dashboard.QueryVariableBuilder)[] {
  return [
    source('prometheus', 'Prometheus'),
    source('loki', 'Loki'),
    choice(
      'environment',
      'Environment',
      'production, or staging with STAGING_MODE=1.',
      'label_values(target_info, deployment_environment_name)',
    ).allValue(ALL_ENVIRONMENTS),
    choice(
      'job',
      'Service',
      "The service: Prometheus' job, Loki's service_name.",
      'label_values(target_info{deployment_environment_name=~"$environment"}, job)',
      // The bare name, as in the logs: Prometheus puts a `service.namespace` before it.
    ).regex('/(?:.+\\/)?(.+)/'),
    choice(
      'instance',
      'Instance',
      'The process.',
      'label_values(target_info{deployment_environment_name=~"$environment", job=~"(.+/)?$job"}, instance)',
    ),
  ];
}

/** A choice of data source, by default the provisioned one. */
function source(type: 'prometheus' | 'loki', label: string): dashboard.DatasourceVariableBuilder {
  const uid = DATA_SOURCE_UIDS[type];
  return new dashboard.DatasourceVariableBuilder(`${type}_datasource`)
    .label(`${label} data source`)
    .type(type)
    .current({ selected: true, text: uid, value: uid });
}

/** A choice of label values, by default all. */
export function choice(
  name: string,
  label: string,
  description: string,
  query: string,
): dashboard.QueryVariableBuilder {
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(PROMETHEUS)
    .query({ query, refId: name })
    .definition(query)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current(ALL);
}

/** A field to type or paste into. */
export function field(
  name: string,
  label: string,
  description: string,
  initial: string,
): dashboard.TextBoxVariableBuilder {
  return new dashboard.TextBoxVariableBuilder(name)
    .label(label)
    .description(description)
    .defaultValue(initial)
    .current({ selected: true, text: initial, value: initial });
}
