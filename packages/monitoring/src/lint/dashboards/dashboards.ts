import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { promqlProblems } from '../promql.ts';
import { costlyLogProblems } from './costly-logs.ts';
import { firstScreenProblems } from './first-screen.ts';
import { dashboardLinkProblems, panelLinkProblems } from './links.ts';
import { logqlProblems } from './logql.ts';
import { panelProblems } from './panels.ts';
import { variableProblems } from './variables.ts';

/** The panels of a dashboard, those in collapsed rows among them, without the rows. */
export function panelsOf({ panels = [] }: dashboard.Dashboard): dashboard.Panel[] {
  return panels.flatMap((panel) =>
    panel.type === 'row' ? (panel as dashboard.RowPanel).panels : [panel as dashboard.Panel],
  );
}

/** The problems of the dashboards, one per line: dashboard, panel, query and what was expected. */
export function dashboardProblems(dashboards: readonly dashboard.Dashboard[]): string[] {
  const uids = dashboards.map(({ uid }) => uid);
  return dashboards.flatMap((each, n) => {
    const problems = [
      ...(uids.indexOf(each.uid) === n ? [] : ['expected a unique uid, actual one of another dashboard']),
      ...frameProblems(each, uids),
      ...variableProblems(each.templating?.list ?? [], JSON.stringify([each.panels, each.annotations])),
      ...annotationProblems(each),
      ...panelProblems(panelsOf(each)),
      ...firstScreenProblems(each),
      ...costlyLogProblems(each),
      ...panelsOf(each).flatMap((panel) =>
        panelLinkProblems(panel).map((problem) => `panel '${panel.title}': ${problem}`),
      ),
    ];
    return problems.map((problem) => `dashboard ${each.uid}: ${problem}`);
  });
}

function frameProblems(
  { uid, title, description, editable, links = [] }: dashboard.Dashboard,
  uids: readonly unknown[],
): string[] {
  return [
    ...(uid && uid.length <= 40 ? [] : [`expected a uid of at most 40 characters, actual '${uid}'`]),
    ...(title && description ? [] : ['expected a title and a description']),
    ...(editable ? ['expected a read-only dashboard, actual an editable one'] : []),
    ...dashboardLinkProblems(links, uids),
  ];
}

function annotationProblems({ annotations }: dashboard.Dashboard): string[] {
  return (annotations?.list ?? []).flatMap(({ name, datasource, expr = '' }) => {
    const problems = datasource?.type === 'loki' ? logqlProblems(expr) : promqlProblems(expr);
    return problems.map((problem) => `annotation ${name}: ${problem}`);
  });
}
