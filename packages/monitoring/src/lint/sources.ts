import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERTS, RECORDINGS } from '../alerts/index.ts';
import { builtDashboards } from '../dashboards/index.ts';
import { STORIES } from '../proofs/stories/library/index.ts';
import { parseRunbook } from '../runbooks/runbook.ts';
import { runbookProblems } from './runbooks.ts';
import { storyProblems } from './stories.ts';
import { unreadMetricProblems } from './unread-metrics.ts';

/** The problems of the runbooks in a folder, of the catalogue that they, the alerts and the dashboards read, and of the stories. */
export function sourceProblems(folder: string): string[] {
  const runbooks = readdirSync(folder).map((file) => parseRunbook(readFileSync(join(folder, file), 'utf8')));
  const readers = { alerts: ALERTS, recordings: RECORDINGS, dashboards: builtDashboards(), runbooks };
  return [...runbookProblems(folder), ...unreadMetricProblems(readers), ...storyProblems(ALERTS, STORIES)];
}
