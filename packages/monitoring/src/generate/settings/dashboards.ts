import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { selected } from './selector.ts';
import type { Settings } from './settings.ts';

/** A dashboard that reads only what the settings select, with links to Prometheus and Alertmanager where they are known. */
export function dashboardFor(settings: Settings, built: dashboard.Dashboard): dashboard.Dashboard {
  const changed = JSON.parse(JSON.stringify(built), (_, value) =>
    selectedQuery(settings, value),
  ) as dashboard.Dashboard;
  const links = (['prometheus', 'alertmanager'] as const).flatMap((name) => linkTo(name, settings.urls[name]));
  return links.length === 0 ? changed : { ...changed, links: [...(changed.links ?? []), ...links] };
}

/** Panels, annotations and variables each have a data source beside their query. */
function selectedQuery(settings: Settings, value: unknown): unknown {
  if (!isQuery(value)) return value;
  const { expr, query, definition, target } = value;
  return {
    ...value,
    ...(typeof expr === 'string' ? { expr: selected(expr, settings) } : {}),
    ...(typeof target?.expr === 'string' ? { target: { ...target, expr: selected(target.expr, settings) } } : {}),
    ...(typeof definition === 'string' ? { definition: selectedChoice(settings, definition) } : {}),
    ...(isChoice(query) ? { query: { ...query, query: selectedChoice(settings, query.query) } } : {}),
  };
}

interface Query {
  readonly datasource: { readonly type: string };
  readonly expr?: unknown;
  readonly query?: unknown;
  readonly definition?: unknown;
  /** Of an annotation, which has its query twice. */
  readonly target?: { readonly expr?: unknown };
}

function isQuery(value: unknown): value is Query {
  const { datasource } = (value ?? {}) as { datasource?: { type?: unknown } };
  return datasource?.type === 'prometheus';
}

function isChoice(query: unknown): query is { readonly query: string } {
  return typeof query === 'object' && query !== null && 'query' in query && typeof query.query === 'string';
}

/** A variable's values: `label_values(<selector>, <label>)`. */
function selectedChoice(settings: Settings, text: string): string {
  return text.replace(/^label_values\((.+), (\w+)\)$/, (_, series: string, label: string) => {
    return `label_values(${selected(series, settings)}, ${label})`;
  });
}

function linkTo(name: string, url: string | undefined): dashboard.DashboardLink[] {
  if (url === undefined) return [];
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return [
    {
      title,
      url,
      type: 'link' as dashboard.DashboardLinkType,
      icon: 'external link',
      tooltip: `${title} itself`,
      tags: [],
      asDropdown: false,
      targetBlank: true,
      includeVars: false,
      keepTime: false,
    },
  ];
}
