import { setTimeout as pause } from 'node:timers/promises';
import { BadUsage } from '../bad-usage.ts';
import { controlClient } from '../control/client.ts';
import { dataDirOf } from '../data-dir.ts';
import { readStates } from '../watch.ts';
import type { Command } from './command.ts';
import { EXIT_NOT_RUNNING } from './status.ts';

export const RESTART_USAGE = `  restart <service>     stops it and starts it again, also where it did not start`;
const READY_PATIENCE_MS = 60_000;
const LOOK_MS = 250;

/** `qt restart`: 0 once it is ready again, 1 if it does not get ready, 3 when nothing runs. */
export const restart: Command = async ([name, ...more], env, root) => {
  if (name === undefined || more.length > 0) throw new BadUsage('restart: expected one service');
  const control = controlClient(dataDirOf(root, env));
  const known = (await control.status())?.processes.map((one) => one.name);
  if (known === undefined) {
    process.stderr.write(`qt: nothing runs on ${dataDirOf(root, env)}\n`);
    return EXIT_NOT_RUNNING;
  }
  if (!known.includes(name)) throw new BadUsage(`restart: expected one of ${known.join(', ')}, actual '${name}'`);
  await control.restart(name);
  let state = 'starting';
  for (let waited = 0; waited < READY_PATIENCE_MS; waited += LOOK_MS) {
    const report = (await control.status())?.processes.find((one) => one.name === name);
    if (report === undefined) break;
    state = report.state === 'running' ? ((await readStates([report]))[0]?.state ?? 'starting') : report.state;
    if (state === 'ready') {
      process.stdout.write(`${name} is ready, pid ${report.pid}\n`);
      return 0;
    }
    if (state === 'failed' || state === 'dead') {
      state = `${state}: ${report.last_end}`;
      break;
    }
    await pause(LOOK_MS);
  }
  process.stderr.write(`qt: ${name} is not ready (${state}): npx pnpm@12 qt logs ${name}\n`);
  return 1;
};
