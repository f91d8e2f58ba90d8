import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleGroups } from '@qt/monitoring/rules';
import { locate } from '@qt/test-kit';

/** Of a day and some more: the slow burns look back one. */
const HISTORY_SECONDS = 26 * 3600;
const STEP_SECONDS = 15;
/** Few requests, so that those of the drills weigh as much as a day's. */
const REQUESTS_PER_SECOND = 0.02;

/**
 * A folder for Prometheus with what it would have recorded on a quiet, faultless day before: burn alerts speak only of
 * windows that have their history, and a day is 48 minutes even at × 30.
 */
export function writeHistory(folder: string, factor: number): string {
  const tool = locate('promtool');
  if (tool === undefined) throw new Error('promtool: expected in PATH or in our cache, actual missing; run pnpm tools');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'history.txt');
  const now = Date.now() / 1000;
  const steps = Math.ceil(HISTORY_SECONDS / STEP_SECONDS);
  const series = rates().map((name) => {
    const value = name === 'qt:api_requests:rate5m' ? REQUESTS_PER_SECOND : 0;
    const at = (step: number) => (now - ((steps - step) * STEP_SECONDS) / factor).toFixed(3);
    const samples = Array.from({ length: steps }, (_, step) => `${name} ${value} ${at(step)}`);
    return [`# TYPE ${name} gauge`, ...samples].join('\n');
  });
  writeFileSync(file, `${series.join('\n')}\n# EOF\n`);
  execFileSync(tool, ['tsdb', 'create-blocks-from', 'openmetrics', file, folder], { stdio: 'pipe' });
  rmSync(file);
  return folder;
}

/** The recorded rates of requests: all of them, and those that failed, were asked by users, or were slow. */
function rates(): string[] {
  const records = ruleGroups().flatMap(({ rules }) => rules.flatMap((rule) => ('record' in rule ? rule.record : [])));
  return records.filter((name) => name.endsWith(':rate5m'));
}
