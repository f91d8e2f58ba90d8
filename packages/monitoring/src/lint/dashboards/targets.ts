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
  const own = `\${${datasource?.type}_datasource}`;
  const source = datasource?.uid === own ? [] : [`expected the data source ${own}, actual '${datasource?.uid}'`];
  return [
    ...source,
    ...scopeProblems(expr),
    ...(isLoki(target) ? logqlProblems(expr) : [...promqlProblems(expr), ...linterProblems(target)]),
  ];
}

/** Series of what watches the services, and of Prometheus itself: they belong to no environment. */
const OF_WATCHER = /^(?:prometheus|alertmanager|otelcol)_/;
const OF_TARGET = /^(?:up|scrape_\w+)\{/;
const OF_ALERTS = /^ALERTS\{/;

/** Each query asks for the chosen services in the chosen environment, or for one of what watches them. */
function scopeProblems(expr: string): string[] {
  const selectors = expr.match(/[a-zA-Z][\w:]*\{[^}]*\}|^\{[^}]*\}/g) ?? [];
  const rest = selectors.filter((text) => !OF_WATCHER.test(text) && !OF_ALERTS.test(text) && !text.startsWith('{'));
  const unchosen = rest.filter(
    (text) =>
      !/job="(?:prometheus|alertmanager|otel-collector)"/.test(text) &&
      (!text.includes('job=~"(.+/)?$job"') || !text.includes('instance=~"$instance"')),
  );
  const somewhere = selectors.some((text) => ![OF_WATCHER, OF_TARGET, OF_ALERTS].some((of) => of.test(text)));
  const everywhere = somewhere && !expr.includes('deployment_environment_name=~"$environment"');
  const unwatched = selectors.filter((text) => OF_WATCHER.test(text) && !text.includes('job="'));
  return [
    ...(everywhere ? ['expected the chosen environment, actual all of them'] : []),
    ...unchosen.map((text) => `expected job=~"(.+/)?$job" and instance=~"$instance", actual ${text}`),
    ...unwatched.map((text) => `expected the job that exports it, actual ${text}`),
  ];
}

/** A selector with its range and the function applied to it. */
const RANGED = /(\w+)\((\w+\{[^}]*\})\[([^\]]+)\]/g;
/** A counter, or part of a histogram, and the function applied to it. */
const COUNTER = /(?:(\w+)\()?(\w+_(?:total|count|sum|bucket)\{[^}]*\}(?:\[[^\]]*\])?)/g;

/** The rules of Grafana's dashboard-linter for a Prometheus query, and windows that hold enough pushes. */
function linterProblems({ expr, legendFormat, interval }: prometheus.Dataquery): string[] {
  const counters = [...expr.matchAll(COUNTER)].map(([, call, counter = '']) => ({ call, counter }));
  const raw = counters.filter(({ call }) => call !== 'rate' && call !== 'increase');
  const ranged = [...expr.matchAll(RANGED)].filter(([, call]) => ['rate', 'irate', 'increase'].includes(call ?? ''));
  const short = ranged.filter(([, call = '', , window = '']) => !WINDOWS[call]?.includes(window));
  const tooFine = expr.includes('$__rate_interval') && interval !== '1m';
  return [
    ...(legendFormat ? [] : ['expected a legend, actual none']),
    ...raw.map(({ counter }) => `expected rate or increase of a counter, actual ${counter}`),
    ...short.map(
      ([, call = '', counter, window]) =>
        `expected ${WINDOWS[call]?.join(' or ') ?? 'rate'} for ${call}, actual ${counter}[${window}]`,
    ),
    ...(tooFine ? [`expected a least step of 1m, so that a push every 60 s is a rate, actual '${interval}'`] : []),
  ];
}

/** The windows that hold at least four pushes of 60 s: `$__rate_interval` has four times the least step. */
const WINDOWS: Readonly<Record<string, readonly string[]>> = {
  rate: ['$__rate_interval'],
  increase: ['$__rate_interval', '$__range'],
};
