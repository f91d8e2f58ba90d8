import { built, type DashboardSpec } from './build/frame.ts';
import { model } from './model/index.ts';
import { overview } from './overview/index.ts';
import { risk } from './risk/index.ts';
import { sources } from './sources/index.ts';
import { telemetry } from './telemetry/index.ts';

/** Every dashboard: the three of the plan, then Risk and Telemetry. */
const DASHBOARD_SPECS: readonly DashboardSpec[] = [overview, model, sources, risk, telemetry];

/** Every dashboard as the JSON model that Grafana loads. */
export const builtDashboards = () => DASHBOARD_SPECS.map(built);
