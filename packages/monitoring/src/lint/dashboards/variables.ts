import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { labelsOf, queryFaults } from '../../promql/query-faults.ts';

const ON_TIME_RANGE = 2;
/** As the linter asks; but `job` is shown as Service, which is what the catalogue and the runbooks call it. */
const WANTED = ['job', 'instance'];

/** What is wrong with a dashboard's variables, a sentence each; `used` is the text of all that may use them. */
export function variableFaults(variables: readonly dashboard.VariableModel[], used: string): string[] {
  const names = variables.map(({ name }) => name);
  const missing = ['prometheus_datasource', ...WANTED].filter((name) => !names.includes(name));
  return [
    ...missing.map((name) => `expected the variable ${name}, actual none`),
    ...variables.flatMap((variable) => faultsOf(variable, used).map((fault) => `variable ${variable.name}: ${fault}`)),
  ];
}

function faultsOf(variable: dashboard.VariableModel, used: string): string[] {
  const { type, name, label } = variable;
  const unused = !new RegExp(`\\$${name}\\b|\\$\\{${name}[}:]`).test(used);
  return [
    ...(label ? [] : ['expected a label, actual none']),
    ...(unused ? ['expected a query that uses it, actual none'] : []),
    ...(type === 'datasource' ? sourceFaults(variable) : []),
    ...(type === 'query' ? choiceFaults(variable) : []),
  ];
}

function sourceFaults({ name, label, query }: dashboard.VariableModel): string[] {
  const kind = String(query);
  const titled = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} data source`;
  return [
    ...(name === `${kind}_datasource` ? [] : [`expected the name ${kind}_datasource, actual ${name}`]),
    ...(label === titled ? [] : [`expected the label '${titled}', actual '${label}'`]),
  ];
}

function choiceFaults({ query, multi, allValue, refresh, datasource }: dashboard.VariableModel): string[] {
  const asked = typeof query === 'object' ? String(query['query']) : String(query);
  const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(asked) ?? [];
  return [
    ...(multi ? [] : ['expected a choice of several, actual one']),
    ...(allValue === '.+' ? [] : [`expected .+ for All, actual '${allValue}'`]),
    ...(refresh === ON_TIME_RANGE ? [] : ['expected a refresh when the time range changes']),
    ...(datasource?.uid === '$' + '{prometheus_datasource}' ? [] : ['expected the Prometheus that is chosen']),
    ...queryFaults(selector),
    ...(labelsOf(selector).has(label) ? [] : [`expected a label of ${selector}, actual '${label}'`]),
  ];
}
