import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARDS, type Dashboard } from '../../alerts/alert.ts';
import { startAnnotation } from './annotations.ts';
import { linksFrom } from './links.ts';
import { standardVariables } from './variables.ts';

/** A dashboard before it is laid out. */
export interface DashboardSpec {
  readonly id: Dashboard;
  readonly title: string;
  readonly description: string;
  /** Beyond data sources, environment, service and instance. */
  readonly variables?: readonly cog.Builder<dashboard.VariableModel>[];
  /** Beyond the starts of processes. */
  readonly annotations?: readonly cog.Builder<dashboard.AnnotationQuery>[];
  readonly sections: readonly Section[];
}

/** Panels under one heading, laid out from left to right in 24 columns. */
export interface Section {
  readonly title: string;
  readonly panels: readonly PanelWithId[];
  /** Collapsed: Grafana runs its queries once somebody opens it. */
  readonly collapsed?: true;
}
type PanelWithId = cog.Builder<dashboard.Panel> & { id(id: number): cog.Builder<dashboard.Panel> };

const IN_MENU = dashboard.DashboardLinkPlacement.InControlsMenu;

/** Where the copy in infra/generated comes from: JSON has no comments. */
const SOURCE = 'Made from packages/monitoring by `npx pnpm@12 generate`; edit it there.';

/** The dashboard as Grafana takes it. */
export function built(spec: DashboardSpec): dashboard.Dashboard {
  const frame = new dashboard.DashboardBuilder(spec.title)
    .uid(DASHBOARDS[spec.id])
    .description(`${spec.description} ${SOURCE}`)
    .tags(['qt', 'generated'])
    .readonly()
    .time({ from: 'now-3h', to: 'now' })
    .timezone('browser')
    .refresh('30s')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .variables([...standardVariables(), ...(spec.variables ?? [])])
    .annotations([startAnnotation(), ...(spec.annotations ?? [])])
    .links(linksFrom(spec.id));
  let id = 1;
  for (const { title, panels, collapsed = false } of spec.sections) {
    const row = new dashboard.RowBuilder(title).id(id++).collapsed(collapsed);
    if (collapsed) for (const panel of panels) row.withPanel(panel.id(id++));
    frame.withRow(row);
    if (!collapsed) for (const panel of panels) frame.withPanel(panel.id(id++));
  }
  return visible(frame.build());
}

/** Shows links and annotations on the page; the SDK hides them in a menu. */
function visible(built: dashboard.Dashboard): dashboard.Dashboard {
  return JSON.parse(
    JSON.stringify(built, (key, value) => (key === 'placement' && value === IN_MENU ? undefined : value)),
  );
}
