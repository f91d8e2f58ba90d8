import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { placeholder } from '../../dashboards/build/data-sources.ts';
import { logqlProblems } from './logql.ts';

interface Link {
  readonly title?: string;
  readonly url?: string;
}

/** The problems of a dashboard's links to others: each carries the time range and the chosen environment. */
export function dashboardLinkProblems(links: readonly dashboard.DashboardLink[], uids: readonly unknown[]): string[] {
  return links.flatMap(({ title, url = '', keepTime }) => {
    const to = /^\/d\/([\w-]+)/.exec(url)?.[1];
    const problems = [
      ...(uids.includes(to) ? [] : [`expected links to our dashboards, actual '${to}'`]),
      ...(keepTime ? [] : ['expected to carry the time range']),
      ...(url.includes(placeholder('environment:queryparam')) ? [] : ['expected to carry the environment']),
    ];
    return problems.map((problem) => `link '${title}': ${problem}`);
  });
}

/** The problems of a panel's links to logs and traces: each carries the time range and the chosen environment. */
export function panelLinkProblems(panel: dashboard.Panel): string[] {
  const links = (panel.fieldConfig?.defaults?.links ?? []) as readonly Link[];
  return links.flatMap(({ title, url = '' }) => {
    const problems = [
      ...(url.includes(placeholder('__from')) && url.includes(placeholder('__to'))
        ? []
        : ['expected to carry the time range']),
      ...(url.includes(placeholder('environment:pipe')) ? [] : ['expected to carry the environment']),
      ...exploredQueries(url).flatMap(logqlProblems),
    ];
    return problems.map((problem) => `link '${title}': ${problem}`);
  });
}

/** The LogQL queries that a link opens in Explore. */
function exploredQueries(url: string): string[] {
  const panes = /[?&]panes=([^&]*)/.exec(url)?.[1];
  if (panes === undefined) return [];
  const opened = JSON.parse(decodeURIComponent(panes)) as Record<string, { queries: { expr?: string }[] }>;
  return Object.values(opened).flatMap(({ queries }) => queries.flatMap(({ expr }) => expr ?? []));
}
