import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type * as loki from '@grafana/grafana-foundation-sdk/loki';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import { queryFaults } from '../../promql/query-faults.ts';
import { logqlFaults } from './logql-faults.ts';

export type Target = prometheus.Dataquery | loki.dataquery;

/** Does the query go to Loki? */
export function isLoki(target: Target): target is loki.dataquery {
  return target.datasource?.type === 'loki';
}

/** What is wrong with a panel's queries, a sentence each. */
export function targetFaults({ targets = [] }: dashboard.Panel): string[] {
  const refIds = targets.map((target) => (target as Target).refId);
  const twice = refIds.filter((refId, n) => refId === undefined || refIds.indexOf(refId) < n);
  return [
    ...(targets.length === 0 ? ['expected a query, actual none'] : []),
    ...twice.map((refId) => `expected a name of its own for each query, actual '${refId}'`),
    ...targets.flatMap((target) =>
      faultsOf(target as Target).map((fault) => `query ${(target as Target).refId}: ${fault}`),
    ),
  ];
}

function faultsOf(target: Target): string[] {
  const { datasource, expr = '' } = target;
  const own = `\${${datasource?.type}_datasource}`;
  const source = datasource?.uid === own ? [] : [`expected the data source ${own}, actual '${datasource?.uid}'`];
  return [...source, ...(isLoki(target) ? logqlFaults(expr) : [...queryFaults(expr), ...habitFaults(target)])];
}

/** What Grafana's dashboard-linter asks of a Prometheus query beyond its syntax. */
function habitFaults({ expr, legendFormat, interval }: prometheus.Dataquery): string[] {
  const selectors = expr.match(/[a-z][\w:]*\{[^}]*\}/g) ?? [];
  const unchosen = selectors.filter((text) => !text.includes('job=~"$job"') || !text.includes('instance=~"$instance"'));
  const counters = expr.match(/\w*\(?\bqt_\w+_(total|count|sum|bucket)\{[^}]*\}(\[[^\]]*\])?/g) ?? [];
  const raw = counters.filter((text) => !/^(rate|increase)\(/.test(text));
  const fixed = counters.filter((text) => text.startsWith('rate(') && !text.endsWith('[$__rate_interval]'));
  const tooFine = expr.includes('$__rate_interval') && interval !== '1m';
  return [
    ...(legendFormat ? [] : ['expected a legend, actual none']),
    ...unchosen.map((text) => `expected job=~"$job" and instance=~"$instance", actual ${text}`),
    ...raw.map((text) => `expected rate or increase of a counter, actual ${text}`),
    ...fixed.map((text) => `expected a rate over $__rate_interval, actual ${text}`),
    ...(tooFine ? [`expected a least step of 1m, so that a push every 60 s is a rate, actual '${interval}'`] : []),
  ];
}
