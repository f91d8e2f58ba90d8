import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BinaryName, TOOLS, type ToolName, toolOf } from './pinned.ts';

/** Where our own builds of a tool are kept: outside the checkout, by version. */
export function cacheFolder(tool: ToolName, env: NodeJS.ProcessEnv = process.env): string {
  const base = env['QT_TOOLS_DIR'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'qt', 'tools');
  return join(base, `${tool}-${TOOLS[tool].version}`);
}

/** The path of a binary, from PATH or from our cache; `undefined` if it is in neither. */
export function locate(binary: BinaryName, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter(Boolean), cacheFolder(toolOf(binary), env)];
  return folders.map((folder) => join(folder, binary)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
