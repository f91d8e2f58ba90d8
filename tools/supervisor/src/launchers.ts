import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process, as far as its descendants ask. */
export interface ProcessFacts {
  readonly ppid: number;
  readonly command: string;
}

/** What is known of a process; `undefined` where it is gone or not ours to see. */
export type ReadProcess = (pid: number) => ProcessFacts | undefined;

/** One step of the way up: a process, and the parent that it had. */
interface Link {
  readonly pid: number;
  readonly parent: number;
}

const LAUNCHER = /(^|[\s/'"])(npm|npx|pnpm)(-cli\.js|\.c?js|[\s@'"]|$)/;

/**
 * Whether the `npx pnpm@12 start` that started process `self` is still whole. npx hands a SIGTERM to the shell between
 * it and pnpm, which dies and tells nobody: pnpm, and we under it, would go on trading with nobody left to stop us.
 */
export function launchersOf(self: number, read: ReadProcess): () => boolean {
  const way: Link[] = [];
  let watched = 0;
  for (let pid = self; ; ) {
    const parent = read(pid)?.ppid ?? 0;
    const above = parent > 1 ? read(parent) : undefined;
    if (above === undefined) break;
    way.push({ pid, parent });
    if (LAUNCHER.test(above.command)) watched = way.length;
    // Between us and the launchers are their shells, no more.
    else if (way.length - watched > 1) break;
    pid = parent;
  }
  const links = way.slice(0, watched);
  return () => links.every(({ pid, parent }) => read(pid)?.ppid === parent);
}

/** By `/proc` where there is one, else by `ps`. */
export function readProcess(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything: what counts comes after the last bracket.
    const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return { ppid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() };
  } catch {
    return process.platform === 'linux' ? undefined : askPs(pid);
  }
}

function askPs(pid: number): ProcessFacts | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' });
  const [, ppid, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout ?? '') ?? [];
  return ppid === undefined || command === undefined ? undefined : { ppid: Number(ppid), command };
}
