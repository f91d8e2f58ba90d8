import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARDS, type Dashboard } from '../../alerts/alert.ts';
import { type LogQuery, logQl } from '../log-query.ts';
import { DATA_SOURCE_UIDS, placeholder } from './data-sources.ts';

const TITLES: Readonly<Record<Dashboard, string>> = {
  overview: 'Service overview',
  model: 'Model performance',
  sources: 'Data sources',
  risk: 'Risk',
  telemetry: 'Telemetry',
};

/** The variables passed to another dashboard: not the service, since each dashboard has different ones. */
const KEPT = ['environment', 'prometheus_datasource', 'loki_datasource']
  .map((name) => placeholder(`${name}:queryparam`))
  .join('&');

/** Links to the other dashboards, at the same time and in the same environment. */
export function linksFrom(here: Dashboard): dashboard.DashboardLinkBuilder[] {
  const others = (Object.keys(DASHBOARDS) as Dashboard[]).filter((id) => id !== here);
  return others.map((id) =>
    new dashboard.DashboardLinkBuilder(TITLES[id])
      .type(dashboard.DashboardLinkType.Link)
      .icon('dashboard')
      .tooltip(`${TITLES[id]}, same time and environment`)
      .url(`/d/${DASHBOARDS[id]}?${KEPT}`)
      .keepTime(true),
  );
}

/** From a point of a panel to the log lines of that time. */
export function toLogs(title: string, query: LogQuery): dashboard.DashboardLinkBuilder {
  return explore(title, placeholder('loki_datasource'), { expr: logQl(query), queryType: 'range' });
}

/** From a point of a panel to the traces of that time; `filter` is TraceQL. */
export function toTraces(title: string, filter: string): dashboard.DashboardLinkBuilder {
  const query = `{ resource.deployment.environment.name =~ "$environment" && ${filter} }`;
  return explore(title, DATA_SOURCE_UIDS.traces, { query, queryType: 'traceql' });
}

function explore(title: string, datasource: string, query: object): dashboard.DashboardLinkBuilder {
  const pane = {
    datasource,
    queries: [{ refId: 'A', ...query }],
    range: { from: placeholder('__from'), to: placeholder('__to') },
  };
  const text = JSON.stringify({ qt: pane }).replaceAll('$environment', placeholder('environment:pipe'));
  // Grafana's placeholders must stay unescaped; everything else is URL-encoded.
  const panes = encodeURIComponent(text).replaceAll(/%24%7B(\w+(?:%3A\w+)?)%7D/g, (_, name: string) =>
    placeholder(decodeURIComponent(name)),
  );
  return new dashboard.DashboardLinkBuilder(title)
    .type(dashboard.DashboardLinkType.Link)
    .url(`/explore?schemaVersion=1&panes=${panes}`)
    .targetBlank(true);
}
