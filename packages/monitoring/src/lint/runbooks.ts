import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERTS, WATCHDOG } from '../alerts/index.ts';
import { blocksOf, parseRunbook } from '../runbooks/runbook.ts';
import { promqlProblems } from './promql.ts';
import { commandProblems } from './runbook-commands.ts';
import { wordProblems } from './runbook-words.ts';

const INDEX = 'README.md';

/**
 * The problems of a folder of runbooks, one per line: an alert without a page, a page without an alert, a missing part, a
 * command that one platform lacks or that does not say what it prints, a word that is hard to read, a query for something
 * that the catalogue does not have.
 */
export function runbookProblems(folder: string): string[] {
  const files = readdirSync(folder).sort();
  const problems = files.flatMap((file) =>
    pageProblems(file, readFileSync(join(folder, file), 'utf8')).map((problem) => `docs/runbooks/${file}: ${problem}`),
  );
  return [...missingPages([...ALERTS.map(({ name }) => name), WATCHDOG.name], files), ...problems];
}

function pageProblems(file: string, markdown: string): string[] {
  const runbook = parseRunbook(markdown);
  const alert = ALERTS.find(({ name }) => `${name}.md` === file);
  return [
    ...blocksOf(runbook, 'promql').flatMap(({ text }) => promqlProblems(text)),
    ...commandProblems(runbook),
    ...(file === INDEX ? [] : wordProblems(runbook, markdown, alert)),
  ];
}

/** Alerts without a page and pages without an alert. */
function missingPages(alerts: readonly string[], files: readonly string[]): string[] {
  const expected = new Set(alerts.map((name) => `${name}.md`));
  const missing = [...expected].filter((file) => !files.includes(file));
  const extra = files.filter((file) => file !== INDEX && !expected.has(file));
  return [
    ...missing.map((file) => `docs/runbooks/${file}: expected a runbook for ${file.slice(0, -3)}, actual none`),
    ...extra.map((file) => `docs/runbooks/${file}: expected an alert of this name, actual none`),
  ];
}
