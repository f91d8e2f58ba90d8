import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { queryFaults } from '../../promql/query-faults.ts';
import { logqlFaults } from './logql-faults.ts';
import { panelFaults } from './panel-faults.ts';
import { variableFaults } from './variable-faults.ts';

/** The panels that show something. */
export function panelsOf({ panels = [] }: dashboard.Dashboard): dashboard.Panel[] {
  return panels.filter((panel): panel is dashboard.Panel => panel.type !== 'row');
}

/** What is wrong with the dashboards, a line each: dashboard, panel, query and what was expected. */
export function dashboardFaults(dashboards: readonly dashboard.Dashboard[]): string[] {
  const uids = dashboards.map(({ uid }) => uid);
  return dashboards.flatMap((each, n) => {
    const faults = [
      ...(uids.indexOf(each.uid) === n ? [] : ['expected a uid of its own, actual one that another dashboard has']),
      ...frameFaults(each, uids),
      ...variableFaults(each.templating?.list ?? [], JSON.stringify([each.panels, each.annotations])),
      ...annotationFaults(each),
      ...panelFaults(panelsOf(each)),
    ];
    return faults.map((fault) => `dashboard ${each.uid}: ${fault}`);
  });
}

function frameFaults(
  { uid, title, description, editable, links = [] }: dashboard.Dashboard,
  uids: readonly unknown[],
): string[] {
  const targets = links.map(({ url }) => /^\/d\/([\w-]+)/.exec(url ?? '')?.[1]);
  return [
    ...(uid && uid.length <= 40 ? [] : [`expected a uid of at most 40 characters, actual '${uid}'`]),
    ...(title && description ? [] : ['expected a title and a description']),
    ...(editable ? ['expected a dashboard that is changed only in its source, actual an editable one'] : []),
    ...targets.filter((to) => !uids.includes(to)).map((to) => `expected links to our dashboards, actual '${to}'`),
  ];
}

function annotationFaults({ annotations }: dashboard.Dashboard): string[] {
  return (annotations?.list ?? []).flatMap(({ name, datasource, expr = '' }) => {
    const faults = datasource?.type === 'loki' ? logqlFaults(expr) : queryFaults(expr);
    return faults.map((fault) => `annotation ${name}: ${fault}`);
  });
}
