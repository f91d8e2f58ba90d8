import { readFileSync } from 'node:fs';

/** Ticks of the kernel's accounts; the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** The CPU time that a process has used so far, in s. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in parentheses, may have spaces.
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 1).split(' ');
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}
