import { execFileSync } from 'node:child_process';
import type { Artefact } from './artefact.ts';
import { HEADER, table } from './markdown.ts';

/** A dependency under any other licence fails `check`, AGPL among them, until somebody has read it and added it here. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'Unlicense',
  'Zlib',
]);
/** Builds for one platform are installed only there, so they would make the page differ from machine to machine. */
const OF_A_PLATFORM =
  /(linux|darwin|win32|windows|android|aix|freebsd|netbsd|openbsd|openharmony|sunos)(?=$|[-_])|wasm32|^fsevents$/;

/** A dependency in any of its versions. */
export interface Licensed {
  readonly name: string;
  readonly license: string;
}

/**
 * `docs/generated/licences.md`: every dependency of every package, by licence. They are read from the installed packages, without network.
 *
 * @throws Error that names each dependency whose licence is not allowed
 */
export function licencesReference(dependencies: readonly Licensed[] = installed()): Artefact {
  const refused = dependencies.filter(({ license }) => !isAllowed(license));
  if (refused.length > 0) {
    const named = refused.map(({ name, license }) => `${name}: ${license}`).join('; ');
    throw new Error(`licences: expected one of ${[...ALLOWED].join(', ')}, actual ${named}`);
  }
  const kept = dependencies.filter(({ name }) => !OF_A_PLATFORM.test(name));
  const byLicence = Map.groupBy(kept, ({ license }) => license);
  const rows = [...byLicence]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([license, those]) => [license, String(names(those).length), names(those).join(', ')]);
  const text = [
    HEADER,
    '# Licences',
    `Every dependency, direct or transitive, by licence, as \`pnpm licenses list\` reads it from the installed packages. Allowed are ${[...ALLOWED].join(', ')}: \`check\` fails on any other, such as AGPL, GPL, SSPL, BUSL or none. Builds for a single platform are not listed.`,
    table(['licence', 'packages', 'which'], rows),
  ].join('\n\n');
  return { path: 'docs/generated/licences.md', text: `${text}\n` };
}

/** Whether an SPDX expression is allowed: one side of an `OR` is enough, an `AND` needs both. */
export function isAllowed(license: string): boolean {
  const bare = license.replaceAll(/[()]/g, '');
  return bare.split(/ OR /i).some((choice) => choice.split(/ AND /i).every((one) => ALLOWED.has(one.trim())));
}

function names(those: readonly Licensed[]): string[] {
  return [...new Set(those.map(({ name }) => name))].sort();
}

function installed(): Licensed[] {
  const output = execFileSync('pnpm', ['licenses', 'list', '--recursive', '--json'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const byLicence = JSON.parse(output) as Record<string, { readonly name: string }[]>;
  return Object.entries(byLicence).flatMap(([license, those]) => those.map(({ name }) => ({ name, license })));
}
