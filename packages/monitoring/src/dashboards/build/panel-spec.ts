import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import type * as loki from '@grafana/grafana-foundation-sdk/loki';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import { PROMETHEUS } from './data-sources.ts';

type Target = prometheus.DataqueryBuilder | loki.DataqueryBuilder;

/** Title, description, size and queries of a panel. */
export interface PanelSpec {
  readonly title: string;
  /** What it shows, what is normal, and what to do when it is not. */
  readonly description: string;
  /** In columns, of 24. */
  readonly width: number;
  /** In rows of 30 pixels. */
  readonly height: number;
  readonly targets: readonly Target[];
}

/** What every panel builder of the SDK has in common. */
interface Describable<B> {
  title(title: string): B;
  description(description: string): B;
  span(width: number): B;
  height(height: number): B;
  datasource(ref: common.DataSourceRef): B;
  targets(targets: cog.Builder<cog.Dataquery>[]): B;
}

/** Queries without a name are A, B, C. */
function named(target: Target, index: number): Target {
  return target.build().refId === undefined ? target.refId(String.fromCharCode(65 + index)) : target;
}

/** Sets title, description, size and queries of a panel. */
export function described<B extends Describable<B>>(panel: B, spec: PanelSpec, source = PROMETHEUS): B {
  const { title, description, width, height, targets } = spec;
  return panel
    .title(title)
    .description(description)
    .span(width)
    .height(height)
    .datasource(source)
    .targets(targets.map(named));
}

/** Every series under the pointer, the largest first. */
export const allSeries = () =>
  new common.VizTooltipOptionsBuilder()
    .mode(common.TooltipDisplayMode.Multi)
    .sort(common.SortOrder.Descending)
    .hideZeros(true);
/** Below the panel; with calculations, a table beside it. */
export const legend = (...calcs: string[]) =>
  new common.VizLegendOptionsBuilder()
    .displayMode(calcs.length === 0 ? common.LegendDisplayMode.List : common.LegendDisplayMode.Table)
    .placement(calcs.length === 0 ? common.LegendPlacement.Bottom : common.LegendPlacement.Right)
    .showLegend(true)
    .calcs(calcs);
export const noLegend = () =>
  new common.VizLegendOptionsBuilder()
    .showLegend(false)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom);
/** The last value of each series. */
export const lastValue = () => new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);
