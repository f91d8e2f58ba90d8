import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** One call of a guard, as its caller saw it; times in ns by one clock. `none`: it may have been carried out. */
export interface Operation {
  readonly client: number;
  readonly kind: 'reserve' | 'release';
  readonly id: number;
  readonly lots: number;
  readonly call: number;
  readonly return: number;
  readonly answer: 'allowed' | 'denied' | 'released' | 'absent' | 'none';
}

/** What callers saw of one symbol, from a moment on at which nothing was reserved. `cap` in lots. */
export interface History {
  readonly symbol: string;
  readonly cap: number;
  readonly operations: readonly Operation[];
}

interface Verdicts {
  readonly linearizable: number;
  readonly illegal: number;
  readonly unknown: number;
  readonly operations: number;
  /** The histories that could not be those of one guard, or could not be searched in time. */
  readonly printed: string;
}

/** Whether each history could be that of one guard doing one thing after the other, by Porcupine (infra/tools/linearizability). */
export async function checkHistories(program: string, histories: readonly History[]): Promise<Verdicts> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const printed = text(child.stdout);
  for (const history of histories) {
    if (!child.stdin.write(`${JSON.stringify(history)}\n`)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const lines = (await printed).trim().split('\n');
  const summary = JSON.parse(lines.at(-1) ?? '') as Omit<Verdicts, 'printed'>;
  return { ...summary, printed: lines.slice(0, -1).join('\n') };
}
