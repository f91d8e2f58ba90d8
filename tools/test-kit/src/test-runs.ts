import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestModule } from 'vitest/node';

/**
 * Keeps how each test ended in `.evidence/<project>.json` of its package, by file, with the time and the SHA-256 of the file
 * that ran. `npx pnpm@12 controls` reads it; turbo restores it with a cached result.
 */
export function keepRuns(modules: readonly TestModule[]): void {
  for (const [file, ran] of Map.groupBy(modules, evidenceFile)) {
    if (file === undefined) continue;
    const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
    const runs = Object.fromEntries(ran.map((module) => [module.relativeModuleId, runOf(module)]));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...earlier, ...runs }));
  }
}

/** Undefined for a file outside the workspace's packages. */
function evidenceFile({ moduleId, relativeModuleId, project }: TestModule): string | undefined {
  const root = moduleId.slice(0, -relativeModuleId.length);
  const [folder] = /^(?:(?:apps|packages|tools)\/[^/]+|e2e)(?=\/)/.exec(relativeModuleId) ?? [];
  return folder === undefined ? undefined : join(root, folder, '.evidence', `${project.name}.json`);
}

function runOf(module: TestModule) {
  return {
    at: new Date().toISOString(),
    sha256: createHash('sha256').update(readFileSync(module.moduleId)).digest('hex'),
    tests: [...module.children.allTests()].map((test) => ({ test: test.fullName, state: test.result().state })),
  };
}
