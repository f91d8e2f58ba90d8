import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { writeKubernetesSchemas } from './kubernetes-schemas.ts';
import { cacheFolder } from './locate.ts';
import { TOOLS, type ToolName } from './pinned.ts';

const MODULES = resolve(import.meta.dirname, '../../../../infra/tools');
const GO_FROM = [1, 26] as const;

/** Whether a Go is installed that can build the tools. */
export function hasGo(): boolean {
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', cwd: '/' });
  const [major = 0, minor = 0] = (stdout ?? '').replace('go', '').split('.').map(Number);
  return status === 0 && (major > GO_FROM[0] || (major === GO_FROM[0] && minor >= GO_FROM[1]));
}

/**
 * Builds a tool from its pinned module into the cache. An earlier build stays until the new one is complete.
 *
 * @throws Error of the Go build, whose output was printed
 */
export function build(tool: ToolName): void {
  const target = cacheFolder(tool);
  mkdirSync(dirname(target), { recursive: true });
  const work = mkdtempSync(`${target}.building-`);
  try {
    for (const [binary, pkg] of Object.entries(TOOLS[tool].binaries)) {
      const args = ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', join(work, binary), pkg];
      execFileSync('go', args, {
        cwd: join(MODULES, tool),
        stdio: 'inherit',
        env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' },
      });
    }
    if (tool === 'kubeconform') writeKubernetesSchemas(join(work, 'schemas'));
    rmSync(target, { recursive: true, force: true });
    renameSync(work, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
