import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERTS, WATCHDOG } from '../alerts/index.ts';
import { blocksOf, parseRunbook } from '../runbooks/runbook.ts';
import { promqlProblems } from './promql.ts';

/**
 * The problems of a folder of runbooks, one per line: an alert without a page, a page without an alert, a query for
 * something that the catalogue does not have.
 */
export function runbookProblems(folder: string): string[] {
  const files = readdirSync(folder).sort();
  const queries = files.flatMap((file) => {
    const runbook = parseRunbook(readFileSync(join(folder, file), 'utf8'));
    const problems = blocksOf(runbook, 'promql').flatMap(({ text }) => promqlProblems(text));
    return problems.map((problem) => `docs/runbooks/${file}: ${problem}`);
  });
  return [...missingPages([...ALERTS.map(({ name }) => name), WATCHDOG.name], files), ...queries];
}

/** Alerts without a page and pages without an alert. */
function missingPages(alerts: readonly string[], files: readonly string[]): string[] {
  const expected = new Set(alerts.map((name) => `${name}.md`));
  const missing = [...expected].filter((file) => !files.includes(file));
  const extra = files.filter((file) => file !== 'README.md' && !expected.has(file));
  return [
    ...missing.map((file) => `docs/runbooks/${file}: expected a runbook for ${file.slice(0, -3)}, actual none`),
    ...extra.map((file) => `docs/runbooks/${file}: expected an alert of this name, actual none`),
  ];
}
