import * as common from '@grafana/grafana-foundation-sdk/common';
import * as gaugePanel from '@grafana/grafana-foundation-sdk/gauge';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as logs from '@grafana/grafana-foundation-sdk/logs';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { byName, byThreshold } from './colours.ts';
import { LOKI } from './data-sources.ts';
import { allSeries, described, lastValue, legend, noLegend, type PanelSpec } from './panel-spec.ts';

/** A time series panel. */
export function linesPanel(spec: PanelSpec & { readonly unit: string }): timeseries.PanelBuilder {
  return described(new timeseries.PanelBuilder(), spec)
    .unit(spec.unit)
    .colorScheme(byName())
    .lineWidth(2)
    .fillOpacity(8)
    .lineInterpolation(common.LineInterpolation.Linear)
    .showPoints(common.VisibilityMode.Never)
    .spanNulls(false)
    .axisSoftMin(0)
    .legend(legend())
    .tooltip(allSeries());
}

/** Stacked bars over time; the legend ranks them by what they add up to. */
export function barsPanel(spec: PanelSpec & { readonly unit: string }): timeseries.PanelBuilder {
  return linesPanel(spec)
    .drawStyle(common.GraphDrawStyle.Bars)
    .lineWidth(0)
    .fillOpacity(80)
    .barAlignment(common.BarAlignment.Before)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group('A'))
    .legend(legend('mean').sortBy('Mean').sortDesc(true));
}

/** Big numbers, one per series. */
export function statPanel(spec: PanelSpec & { readonly unit: string }): stat.PanelBuilder {
  return described(new stat.PanelBuilder(), spec)
    .unit(spec.unit)
    .colorScheme(byThreshold())
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .textMode(common.BigValueTextMode.Auto)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .orientation(common.VizOrientation.Auto)
    .reduceOptions(lastValue());
}

/** The names of the series, coloured by their values. */
export function namesPanel(spec: PanelSpec): stat.PanelBuilder {
  return statPanel({ ...spec, unit: 'none' }).textMode(common.BigValueTextMode.Name);
}

/** Gauges, one per series. */
export function dialPanel(spec: PanelSpec & { readonly unit: string }): gaugePanel.PanelBuilder {
  return described(new gaugePanel.PanelBuilder(), spec)
    .unit(spec.unit)
    .colorScheme(byThreshold())
    .reduceOptions(lastValue())
    .showThresholdMarkers(true);
}

/** A histogram over time; brighter is more. */
export function heatmapPanel(spec: PanelSpec & { readonly unit: string }): heatmap.PanelBuilder {
  return described(new heatmap.PanelBuilder(), spec)
    .unit('short')
    .calculate(false)
    .yAxis(new heatmap.YAxisConfigBuilder().axisPlacement(common.AxisPlacement.Left).unit(spec.unit))
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('Turbo')
        .scale(heatmap.HeatmapColorScale.Exponential)
        .exponent(0.5)
        .steps(64),
    )
    .filterValues(new heatmap.FilterValueRangeBuilder().le(1e-9))
    .cellGap(1)
    .showLegend();
}

/** One row per series, coloured by its state over time. */
export function statesPanel(spec: PanelSpec): statetimeline.PanelBuilder {
  return described(new statetimeline.PanelBuilder(), spec)
    .unit('none')
    .colorScheme(byThreshold())
    .mergeValues(true)
    .showValue(common.VisibilityMode.Auto)
    .rowHeight(0.8)
    .lineWidth(0)
    .fillOpacity(75)
    .legend(noLegend())
    .tooltip(allSeries());
}

/** One row per series, one column per label or query. */
export function tablePanel(spec: PanelSpec & { readonly unit: string }): table.PanelBuilder {
  return described(new table.PanelBuilder(), spec)
    .unit(spec.unit)
    .colorScheme(byThreshold())
    .cellHeight(common.TableCellHeight.Sm);
}

/** Log lines, the newest first; a line opens with its request and trace as links. */
export function logsPanel(spec: PanelSpec): logs.PanelBuilder {
  return described(new logs.PanelBuilder(), spec, LOKI)
    .showTime(true)
    .showLabels(false)
    .showCommonLabels(false)
    .wrapLogMessage(true)
    .prettifyLogMessage(false)
    .enableLogDetails(true)
    .sortOrder(common.LogsSortOrder.Descending)
    .dedupStrategy(common.LogsDedupStrategy.None);
}

/** Draws a lines panel's thresholds as dashed lines. */
export function dashedThresholds(): common.GraphThresholdsStyleConfigBuilder {
  return new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed);
}
