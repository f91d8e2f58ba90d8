import { homedir } from 'node:os';
import { join } from 'node:path';
import { inPath, isExecutable } from '../programs.ts';
import { type BinaryName, TOOLS, type ToolName, toolOf } from './pinned.ts';

/** Where our own builds of a tool are kept: outside the checkout, by version. */
export function cacheFolder(tool: ToolName, env: NodeJS.ProcessEnv = process.env): string {
  const base = env['QT_TOOLS_DIR'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'qt', 'tools');
  return join(base, `${tool}-${TOOLS[tool].version}`);
}

/** The path of a binary, from PATH or from our cache; `undefined` if it is in neither. */
export function locate(binary: BinaryName, env: NodeJS.ProcessEnv = process.env): string | undefined {
  return [...inPath(binary, env), join(cacheFolder(toolOf(binary), env), binary)].find(isExecutable);
}
