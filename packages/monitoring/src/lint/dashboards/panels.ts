import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { targetProblems } from './targets.ts';

const UNITS = new Set<unknown>(Object.values(units));
/** Panel types without a unit. */
const WITHOUT_UNIT = ['logs'];
const COLUMNS = 24;
const IN_A_ROW = 4;

/** The problems of a dashboard's panels, one per line, with the panel's title. */
export function panelProblems(panels: readonly dashboard.Panel[]): string[] {
  return [...panels.flatMap((panel) => named(panel, problemsOf(panel))), ...gridProblems(panels)];
}

function problemsOf(panel: dashboard.Panel): string[] {
  const { title, description, datasource, type, fieldConfig } = panel;
  const unit = fieldConfig?.defaults?.unit;
  const templated = /^\$\{(prometheus|loki)_datasource\}$/.test(datasource?.uid ?? '');
  return [
    ...(title ? [] : ['expected a title, actual none']),
    ...(description ? [] : ['expected a description, actual none']),
    ...(templated ? [] : [`expected a data source that is a variable, actual '${datasource?.uid}'`]),
    ...(WITHOUT_UNIT.includes(type) || UNITS.has(unit) ? [] : [`expected a unit of Grafana, actual '${unit}'`]),
    ...targetProblems(panel),
  ];
}

/** Panels that overlap, leave the page, or are too many in a row for a laptop screen. */
function gridProblems(panels: readonly dashboard.Panel[]): string[] {
  return panels.flatMap((panel, n) => {
    const at = panel.gridPos;
    if (at === undefined) return named(panel, ['expected a position, actual none']);
    const overlapping = panels
      .slice(n + 1)
      .filter((other) => other.gridPos !== undefined && overlap(at, other.gridPos));
    const beside = panels.filter((other) => other.gridPos?.y === at.y).length;
    return named(panel, [
      ...(at.x + at.w <= COLUMNS ? [] : [`expected at most ${COLUMNS} columns, actual ${at.x + at.w}`]),
      ...(beside <= IN_A_ROW ? [] : [`expected at most ${IN_A_ROW} panels in a row, actual ${beside}`]),
      ...overlapping.map((other) => `expected no overlap, actual one with '${other.title}'`),
    ]);
  });
}

function overlap(a: dashboard.GridPos, b: dashboard.GridPos): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function named(panel: dashboard.Panel, problems: readonly string[]): string[] {
  return problems.map((problem) => `panel '${panel.title ?? panel.id}': ${problem}`);
}
