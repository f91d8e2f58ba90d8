import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { boundaryViolations, type WorkspacePackage } from './boundary-violations.ts';

// Checks what `turbo boundaries` does not. Run from the root of the workspace.

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

const packages = globSync(['{apps,packages,tools}/*/package.json', '{docs,e2e}/package.json']).map(
  (file): WorkspacePackage => {
    const folder = dirname(file);
    const { name, dependencies = {} } = read(file) as { name: string; dependencies?: Record<string, string> };
    const turbo = join(folder, 'turbo.json');
    const { tags = [] } = (existsSync(turbo) ? read(turbo) : {}) as { tags?: string[] };
    return { name, folder, tags, dependencies: Object.keys(dependencies) };
  },
);
const { boundaries } = read('turbo.json') as { boundaries: { tags: Record<string, unknown> } };

const violations = boundaryViolations(packages, Object.keys(boundaries.tags));
for (const violation of violations) process.stderr.write(`${violation}\n`);
process.stdout.write(
  `${packages.length} packages: tags and run-time dependencies ${violations.length === 0 ? 'are right' : 'are wrong'}\n`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
