import { builtDashboards } from '../dashboards/index.ts';
import { dashboardProblems } from '../lint/dashboards/dashboards.ts';
import type { Artefact } from './artefact.ts';
import { dashboardFor } from './settings/dashboards.ts';
import { DEFAULTS, type Settings } from './settings/settings.ts';

/**
 * `infra/generated/grafana/dashboards/<uid>.json`, as Grafana's file provisioning takes them.
 *
 * @throws Error that names dashboard, panel and query of each problem
 */
export function dashboards(settings: Settings = DEFAULTS): Artefact[] {
  const built = builtDashboards();
  const problems = dashboardProblems(built);
  if (problems.length > 0) throw new Error(`problems of the dashboards:\n${problems.join('\n')}`);
  return built
    .map((each) => dashboardFor(settings, each))
    .map((each) => ({
      path: `infra/generated/grafana/dashboards/${each.uid}.json`,
      text: `${JSON.stringify(each, null, 2)}\n`,
    }));
}
