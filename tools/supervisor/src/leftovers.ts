import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readProcess } from './launchers.ts';
import type { ProcessSpec } from './process-spec.ts';

const PATIENCE_MS = 5000;
const LOOK_MS = 50;

/** Ends the tools that outlived a supervisor which was killed. Services end by themselves when that happens. */
export async function endLeftovers(dataDir: string, tools: readonly ProcessSpec[]): Promise<void> {
  await Promise.all(
    tools.map(async ({ name, command }) => {
      const file = join(dataDir, 'run', `${name}.pid`);
      const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
      const isOurs = () => pid > 1 && readProcess(pid)?.command.startsWith(command) === true;
      if (isOurs()) process.kill(pid, 'SIGTERM');
      for (let waited = 0; isOurs() && waited < PATIENCE_MS; waited += LOOK_MS) await pause(LOOK_MS);
      if (isOurs()) process.kill(pid, 'SIGKILL');
      rmSync(file, { force: true });
    }),
  );
}
