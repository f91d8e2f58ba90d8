/**
 * `generate` writes every generated file; `generate --check` lists those that are out of date. With `--config FILE --out
 * FOLDER` it writes, or checks, rules and dashboards for a user's own settings.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { proofsOf } from '../controls/control.ts';
import { missingProof } from '../controls/missing-proof.ts';
import { RULEBOOKS } from '../controls/rulebooks.ts';
import { sourceProblems } from '../lint/sources.ts';
import { type Arguments, parseArguments } from './arguments.ts';
import type { Artefact } from './artefact.ts';
import { artefacts, artefactsFor } from './artefacts.ts';
import { readSettings } from './settings/settings.ts';

const root = resolve(import.meta.dirname, '../../../..');
const FOLDERS = ['docs/generated', 'infra/generated', 'infra/helm/qt/files/generated'];

const { check, own } = orExit(2, () => parseArguments(process.argv.slice(2), join(root, 'infra/generated')));
const folder = own?.out ?? root;
const files = orExit(1, () => (own === undefined ? artefacts() : artefactsFor(readSettings(own.config))));
process.exitCode = check ? checked(own) : written();

/** What `make` returns; a problem is printed and ends the command. */
function orExit<T>(code: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    process.stderr.write(`generate: ${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(code);
  }
}

function written(): number {
  for (const path of leftovers()) rmSync(join(folder, path));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  process.stdout.write(`generate: wrote ${files.length} files${own === undefined ? '' : ` to ${own.out}`}\n`);
  return 0;
}

function checked(own: Arguments['own']): number {
  const problems = own === undefined ? ownProblems() : [];
  const stale = [
    ...files.filter(isOutOfDate).map(({ path }) => `${path} is out of date`),
    ...leftovers().map((path) => `${path} is no longer generated`),
  ];
  for (const line of [...problems, ...stale]) process.stderr.write(`generate --check: ${line}\n`);
  if (stale.length > 0) process.stderr.write('fix it with the same command without --check\n');
  return problems.length + stale.length > 0 ? 1 : 0;
}

/** What is wrong in the repository's own sources. */
function ownProblems(): string[] {
  const unproven = proofsOf(RULEBOOKS).flatMap((proof) => missingProof(proof, root) ?? []);
  return [...sourceProblems(join(root, 'docs/runbooks')), ...unproven];
}

function isOutOfDate({ path, text }: Artefact): boolean {
  const file = join(folder, path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
}

/** Files in the repository's generated folders that nothing generates any more; a user's folder is the user's. */
function leftovers(): string[] {
  if (own !== undefined) return [];
  const generated = new Set(files.map(({ path }) => path));
  return FOLDERS.filter((each) => existsSync(join(root, each))).flatMap((each) =>
    readdirSync(join(root, each), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((path) => !generated.has(path)),
  );
}
