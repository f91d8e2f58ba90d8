import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What is known of a process. */
export interface ProcessFacts {
  readonly ppid: number;
  readonly command: string;
}

/** Reads a process; `undefined` if it is gone or cannot be read. */
type ReadProcess = (pid: number) => ProcessFacts | undefined;

/** A process and the parent that it had at the start. */
interface Link {
  readonly pid: number;
  readonly parent: number;
}

const LAUNCHER = /(^|[\s/'"])(npm|npx|pnpm)(-cli\.js|\.c?js|[\s@'"]|$)/;

/**
 * Returns whether the chain of npx, shell and pnpm that started process `self` is still alive. npx passes a SIGTERM to the
 * shell between it and pnpm only. The shell dies silently, and pnpm and the services would go on with nobody to stop them.
 */
export function launchersOf(self: number, read: ReadProcess): () => boolean {
  const chain: Link[] = [];
  let watched = 0;
  for (let pid = self; ; ) {
    const parent = read(pid)?.ppid ?? 0;
    const above = parent > 1 ? read(parent) : undefined;
    if (above === undefined) break;
    chain.push({ pid, parent });
    if (LAUNCHER.test(above.command)) watched = chain.length;
    // Between this process and its launchers there are only their shells.
    else if (chain.length - watched > 1) break;
    pid = parent;
  }
  const links = chain.slice(0, watched);
  return () => links.every(({ pid, parent }) => read(pid)?.ppid === parent);
}

/** Reads `/proc` where it exists, otherwise asks `ps`. */
export function readProcess(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may contain anything, so the fields start after the last bracket.
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
