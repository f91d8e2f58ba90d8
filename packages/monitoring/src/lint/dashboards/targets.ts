import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type * as loki from '@grafana/grafana-foundation-sdk/loki';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import { promqlProblems } from '../promql.ts';
import { logqlProblems } from './logql.ts';

export type Target = prometheus.Dataquery | loki.dataquery;

/** Does the query go to Loki? */
function isLoki(target: Target): target is loki.dataquery {
  return target.datasource?.type === 'loki';
}

/** The problems of a panel's queries, one per line. */
export function targetProblems({ targets = [] }: dashboard.Panel): string[] {
  const refIds = targets.map((target) => (target as Target).refId);
  const twice = refIds.filter((refId, n) => refId === undefined || refIds.indexOf(refId) < n);
  return [
    ...(targets.length === 0 ? ['expected a query, actual none'] : []),
    ...exemplarProblems(targets as Target[]),
    ...twice.map((refId) => `expected a unique name for each query, actual '${refId}'`),
    ...targets.flatMap((target) =>
      problemsOf(target as Target).map((problem) => `query ${(target as Target).refId}: ${problem}`),
    ),
  ];
}

/** A panel of a histogram over time shows exemplars, each once. */
function exemplarProblems(targets: readonly Target[]): string[] {
  const distributions = targets
    .filter((target): target is prometheus.Dataquery => !isLoki(target))
    .filter(({ expr, instant }) => expr.includes('_bucket{') && instant !== true);
  const dotted = distributions.filter(({ exemplar }) => exemplar).length;
  const expected = distributions.length === 0 ? 0 : 1;
  return dotted === expected ? [] : [`expected ${expected} query with exemplars, actual ${dotted}`];
}

function problemsOf(target: Target): string[] {
  const { datasource, expr = '' } = target;
  const everywhere = expr.includes('{') && !expr.includes('deployment_environment_name=~"$environment"');
  const own = `\${${datasource?.type}_datasource}`;
  const source = datasource?.uid === own ? [] : [`expected the data source ${own}, actual '${datasource?.uid}'`];
  const environment = everywhere ? ['expected the chosen environment, actual all of them'] : [];
  return [
    ...source,
    ...environment,
    ...(isLoki(target) ? logqlProblems(expr) : [...promqlProblems(expr), ...linterProblems(target)]),
  ];
}

/** A counter, or part of a histogram, with its range and the function applied to it. */
const COUNTER = /(?:(\w+)\()?(qt_\w+_(?:total|count|sum|bucket)\{[^}]*\}(?:\[[^\]]*\])?)/g;

/** The rules of Grafana's dashboard-linter for a Prometheus query. */
function linterProblems({ expr, legendFormat, interval }: prometheus.Dataquery): string[] {
  const selectors = expr.match(/[a-z][\w:]*\{[^}]*\}/g) ?? [];
  const unchosen = selectors.filter((text) => !text.includes('job=~"$job"') || !text.includes('instance=~"$instance"'));
  const counters = [...expr.matchAll(COUNTER)].map(([, call, counter = '']) => ({ call, counter }));
  const raw = counters.filter(({ call }) => call !== 'rate' && call !== 'increase');
  const fixed = counters.filter(({ call, counter }) => call === 'rate' && !counter.endsWith('[$__rate_interval]'));
  const tooFine = expr.includes('$__rate_interval') && interval !== '1m';
  return [
    ...(legendFormat ? [] : ['expected a legend, actual none']),
    ...unchosen.map((text) => `expected job=~"$job" and instance=~"$instance", actual ${text}`),
    ...raw.map(({ counter }) => `expected rate or increase of a counter, actual ${counter}`),
    ...fixed.map(({ counter }) => `expected a rate over $__rate_interval, actual ${counter}`),
    ...(tooFine ? [`expected a least step of 1m, so that a push every 60 s is a rate, actual '${interval}'`] : []),
  ];
}
