import { execFileSync, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

/** The core that what is measured runs on, and the one for who measures. Without taskset or a second core: anywhere. */
const MEASURED_CORE = '0';
const MEASURING_CORE = '1';
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Keeps this process off the measured core. */
export function pinSelf(): void {
  if (canPin) execFileSync('taskset', ['-cp', MEASURING_CORE, String(process.pid)], { stdio: 'ignore' });
}

/** Starts a Node process on the measured core, with an IPC channel. */
export function spawnPinned(file: string, options: PinnedOptions = {}) {
  const { nodeArgs = [], args = [], env = {}, stdio = ['ignore', 'inherit', 'inherit', 'ipc'] } = options;
  const command = [process.execPath, '--expose-gc', ...nodeArgs, file, ...args];
  const [binary = '', ...rest] = canPin ? ['taskset', '-c', MEASURED_CORE, ...command] : command;
  // Preloaded packages are looked up from here.
  const cwd = resolve(import.meta.dirname, '..');
  return spawn(binary, rest, { cwd, env: { ...process.env, ...env }, stdio });
}

interface PinnedOptions {
  readonly nodeArgs?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio?: StdioOptions;
}
