import { setTimeout as pause } from 'node:timers/promises';
import { BadUsage } from '../bad-usage.ts';
import { controlClient } from '../control/client.ts';
import { dataDirOf } from '../data-dir.ts';
import type { Command } from './command.ts';

export const STOP_USAGE = `  stop                  stops everything that start or stack runs`;
const STOP_PATIENCE_MS = 12_000;
const LOOK_MS = 100;

/** `qt stop`: ends when everything has ended; nothing that runs is no failure. */
export const stop: Command = async (args, env, root) => {
  if (args.length > 0) throw new BadUsage(`stop: expected no argument, actual '${args.join(' ')}'`);
  const dataDir = dataDirOf(root, env);
  const control = controlClient(dataDir);
  const running = await control.status();
  if (running === undefined || (await control.stop()) === undefined) {
    process.stdout.write(`nothing runs on ${dataDir}\n`);
    return 0;
  }
  for (let waited = 0; waited < STOP_PATIENCE_MS; waited += LOOK_MS) {
    if (!isAlive(running.pid)) {
      process.stdout.write('stopped\n');
      return 0;
    }
    await pause(LOOK_MS);
  }
  process.stderr.write(`qt: still running after ${STOP_PATIENCE_MS / 1000} s, pid ${running.pid}\n`);
  return 1;
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
