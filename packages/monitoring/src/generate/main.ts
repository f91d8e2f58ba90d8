/** `generate` writes every generated file; `generate --check` lists those that are out of date. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { runbookProblems } from '../lint/runbooks.ts';
import { alertmanagerConfig } from './alertmanager-config.ts';
import { alertsReference } from './alerts-reference.ts';
import type { Artefact } from './artefact.ts';
import { azureRuleGroups } from './azure-rule-groups.ts';
import { dashboards } from './dashboards.ts';
import { denialReasonsReference, eventsReference } from './events-reference.ts';
import { grafanaNotifications } from './grafana-notifications.ts';
import { grafanaRules } from './grafana-rules.ts';
import { logQueriesReference } from './log-queries-reference.ts';
import { metricsReference } from './metrics-reference.ts';
import { objectivesReference } from './objectives-reference.ts';
import { prometheusRules } from './prometheus-rules.ts';
import { variablesReference } from './variables-reference.ts';

const root = resolve(import.meta.dirname, '../../../..');
const FOLDERS = ['docs/generated', 'infra/generated'];

const [argument, ...rest] = process.argv.slice(2);
if ((argument !== undefined && argument !== '--check') || rest.length > 0) {
  process.stderr.write(`generate: expected --check or no argument, actual '${process.argv.slice(2).join(' ')}'\n`);
  process.exit(2);
}
const artefacts = generateOrExit();
process.exitCode = argument === '--check' ? check() : write();

/** Every generated file; a problem in the sources is printed, and ends the command with 1. */
function generateOrExit(): readonly Artefact[] {
  try {
    return [
      metricsReference(),
      eventsReference(),
      denialReasonsReference(),
      logQueriesReference(),
      prometheusRules(),
      grafanaRules(),
      ...grafanaNotifications(),
      azureRuleGroups(),
      alertsReference(),
      objectivesReference(),
      variablesReference(),
      alertmanagerConfig(),
      ...dashboards(),
    ];
  } catch (error) {
    process.stderr.write(`generate: ${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(1);
  }
}

function write(): number {
  for (const path of leftovers()) rmSync(join(root, path));
  for (const { path, text } of artefacts) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  process.stdout.write(`generate: wrote ${artefacts.length} files\n`);
  return 0;
}

function check(): number {
  const differing = artefacts.filter(({ path, text }) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  const problems = runbookProblems(join(root, 'docs/runbooks'));
  const stale = [
    ...differing.map(({ path }) => `${path} is out of date`),
    ...leftovers().map((path) => `${path} is no longer generated`),
  ];
  for (const line of [...problems, ...stale]) process.stderr.write(`generate --check: ${line}\n`);
  if (stale.length > 0) process.stderr.write('fix it with: npx pnpm@12 generate\n');
  return problems.length + stale.length > 0 ? 1 : 0;
}

/** Files in the generated folders that nothing generates any more. */
function leftovers(): string[] {
  const generated = new Set(artefacts.map(({ path }) => path));
  return FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((path) => !generated.has(path)),
  );
}
