import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { ALL_ENVIRONMENTS } from '../../dashboards/build/variables.ts';
import { labelsOf, promqlProblems } from '../promql.ts';

const ON_TIME_RANGE = 2;
/** As Grafana's linter requires, but `job` is labelled Service, as the catalogue and the runbooks call it. */
const WANTED = ['job', 'instance'];

/** The problems of a dashboard's variables, one per line; `used` is the text of everything that may use them. */
export function variableProblems(variables: readonly dashboard.VariableModel[], used: string): string[] {
  const names = variables.map(({ name }) => name);
  const missing = ['prometheus_datasource', ...WANTED].filter((name) => !names.includes(name));
  return [
    ...missing.map((name) => `expected the variable ${name}, actual none`),
    ...variables.flatMap((variable) =>
      problemsOf(variable, used).map((problem) => `variable ${variable.name}: ${problem}`),
    ),
  ];
}

function problemsOf(variable: dashboard.VariableModel, used: string): string[] {
  const { type, name, label } = variable;
  const unused = !new RegExp(`\\$${name}\\b|\\$\\{${name}[}:]`).test(used);
  return [
    ...(label ? [] : ['expected a label, actual none']),
    ...(unused ? ['expected a query that uses it, actual none'] : []),
    ...(type === 'datasource' ? sourceProblems(variable) : []),
    ...(type === 'query' ? choiceProblems(variable) : []),
  ];
}

function sourceProblems({ name, label, query }: dashboard.VariableModel): string[] {
  const kind = String(query);
  const titled = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} data source`;
  return [
    ...(name === `${kind}_datasource` ? [] : [`expected the name ${kind}_datasource, actual ${name}`]),
    ...(label === titled ? [] : [`expected the label '${titled}', actual '${label}'`]),
  ];
}

function choiceProblems({ name, query, multi, allValue, refresh, datasource }: dashboard.VariableModel): string[] {
  const all = name === 'environment' ? ALL_ENVIRONMENTS : '.+';
  const text = typeof query === 'object' ? String(query['query']) : String(query);
  const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(text) ?? [];
  return [
    ...(multi ? [] : ['expected a choice of several, actual one']),
    ...(allValue === all ? [] : [`expected ${all} for All, actual '${allValue}'`]),
    ...(refresh === ON_TIME_RANGE ? [] : ['expected a refresh when the time range changes']),
    ...(datasource?.uid === '$' + '{prometheus_datasource}' ? [] : ['expected the chosen Prometheus']),
    ...promqlProblems(selector),
    ...(labelsOf(selector).has(label) ? [] : [`expected a label of ${selector}, actual '${label}'`]),
  ];
}
