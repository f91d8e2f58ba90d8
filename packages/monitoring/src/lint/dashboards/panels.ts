import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { targetFaults } from './target-faults.ts';

const UNITS = new Set<unknown>(Object.values(units));
/** What these show has no unit of its own. */
const WITHOUT_UNIT = ['logs'];
const COLUMNS = 24;
const IN_A_ROW = 4;

/** What is wrong with the panels of a dashboard, a sentence each, with the panel's title. */
export function panelFaults(panels: readonly dashboard.Panel[]): string[] {
  return [...panels.flatMap((panel) => named(panel, faultsOf(panel))), ...gridFaults(panels)];
}

function faultsOf(panel: dashboard.Panel): string[] {
  const { title, description, datasource, type, fieldConfig } = panel;
  const unit = fieldConfig?.defaults?.unit;
  const templated = /^\$\{(prometheus|loki)_datasource\}$/.test(datasource?.uid ?? '');
  return [
    ...(title ? [] : ['expected a title, actual none']),
    ...(description ? [] : ['expected a description, actual none']),
    ...(templated ? [] : [`expected a data source that is a variable, actual '${datasource?.uid}'`]),
    ...(WITHOUT_UNIT.includes(type) || UNITS.has(unit) ? [] : [`expected a unit of Grafana, actual '${unit}'`]),
    ...targetFaults(panel),
  ];
}

/** Panels that lie on each other, leave the page, or are too many side by side for a laptop. */
function gridFaults(panels: readonly dashboard.Panel[]): string[] {
  return panels.flatMap((panel, n) => {
    const at = panel.gridPos;
    if (at === undefined) return named(panel, ['expected a place, actual none']);
    const covered = panels.slice(n + 1).filter((other) => other.gridPos !== undefined && overlap(at, other.gridPos));
    const beside = panels.filter((other) => other.gridPos?.y === at.y).length;
    return named(panel, [
      ...(at.x + at.w <= COLUMNS ? [] : [`expected at most ${COLUMNS} columns, actual ${at.x + at.w}`]),
      ...(beside <= IN_A_ROW ? [] : [`expected at most ${IN_A_ROW} panels in a row, actual ${beside}`]),
      ...covered.map((other) => `expected a place of its own, actual one that '${other.title}' covers`),
    ]);
  });
}

function overlap(a: dashboard.GridPos, b: dashboard.GridPos): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function named(panel: dashboard.Panel, faults: readonly string[]): string[] {
  return faults.map((fault) => `panel '${panel.title ?? panel.id}': ${fault}`);
}
