import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { boundaryFaults, type WorkspacePackage } from './boundary-violations.ts';

// Run from the root of the workspace: what `turbo boundaries` lets pass.

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

const packages = globSync(['{apps,packages,tools}/*/package.json', 'e2e/package.json']).map(
  (file): WorkspacePackage => {
    const folder = dirname(file);
    const { name, dependencies = {} } = read(file) as { name: string; dependencies?: Record<string, string> };
    const turbo = join(folder, 'turbo.json');
    const { tags = [] } = (existsSync(turbo) ? read(turbo) : {}) as { tags?: string[] };
    return { name, folder, tags, dependencies: Object.keys(dependencies) };
  },
);
const { boundaries } = read('turbo.json') as { boundaries: { tags: Record<string, unknown> } };

const faults = boundaryFaults(packages, Object.keys(boundaries.tags));
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stdout.write(
  `${packages.length} packages: tags and run-time dependencies ${faults.length === 0 ? 'are right' : 'are wrong'}\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
