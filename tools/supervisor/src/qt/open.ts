import { spawn } from 'node:child_process';
import { columns } from '@qt/test-kit';
import { BadUsage } from '../bad-usage.ts';
import { controlClient } from '../control/client.ts';
import { dataDirOf } from '../data-dir.ts';
import { CONSOLE } from '../links.ts';
import type { Command } from './command.ts';
import { EXIT_NOT_RUNNING } from './status.ts';

export const OPEN_USAGE = `  open [page]           opens a page of what runs in the browser; without a name, lists them and opens the console`;

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };

/** `qt open`: prints the address in any case, since there may be no browser. */
export const open: Command = async ([name, ...more], env, root) => {
  if (more.length > 0) throw new BadUsage(`open: expected one page, actual '${more.join(' ')}' as well`);
  const found = await controlClient(dataDirOf(root, env)).status();
  if (found === undefined) {
    process.stderr.write(`qt: nothing runs on ${dataDirOf(root, env)}\n`);
    return EXIT_NOT_RUNNING;
  }
  const link = found.links.find((one) => one.name === (name ?? CONSOLE));
  if (link === undefined) {
    throw new BadUsage(`open: expected one of ${found.links.map((one) => one.name).join(', ')}, actual '${name}'`);
  }
  const all = () => columns(found.links.map((one) => [one.name, one.url]));
  process.stdout.write(`${name === undefined ? all() : link.url}\n`);
  const opener = spawn(OPENERS[process.platform] ?? 'xdg-open', [link.url], { detached: true, stdio: 'ignore' });
  // Without a browser the address is all there is.
  opener.once('error', () => {}).unref();
  return 0;
};
