import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BadUsage } from '../bad-usage.ts';
import { dataDirOf } from '../data-dir.ts';
import { type Line, readable } from '../line.ts';
import type { Command } from './command.ts';
import { matchingLines } from './matching-lines.ts';

export const LOGS_USAGE = `  logs [id or service]  log lines by time over all services, of one service, or with a request, trace, order or run id
                        [--last n] (200) so many lines; [--json] as they are`;
const DEFAULT_LAST = 200;

interface Shown {
  readonly service: string;
  readonly text: string;
  readonly line: Line;
}

/** `qt logs`: also of what has stopped. Exit code 1 when there is no such line. */
export const logs: Command = async (args, env, root) => {
  const { what, last, json } = parse(args);
  const folder = join(dataDirOf(root, env), 'logs');
  const files = globSync('*.jsonl*', { cwd: folder });
  const services = [...new Set(files.map(serviceOf))].sort();
  const chosen =
    what === undefined || !services.includes(what) ? files : files.filter((file) => serviceOf(file) === what);
  const id = what === undefined || services.includes(what) ? undefined : what;
  const found: Shown[] = [];
  for (const file of chosen) {
    const lines = await matchingLines(join(folder, file), id, last);
    found.push(...lines.map((one) => ({ service: serviceOf(file), ...one })));
  }
  if (found.length === 0) {
    process.stderr.write(
      `qt: no line ${id === undefined ? '' : `with '${id}' `}in ${folder}; services there: ${services.join(', ') || 'none'}\n`,
    );
    return 1;
  }
  const inOrder = found.sort((a, b) => (a.line.timestamp < b.line.timestamp ? -1 : 1)).slice(-last);
  const colour = process.stdout.isTTY === true && !process.env['NO_COLOR'];
  for (const { service, text, line } of inOrder) {
    process.stdout.write(`${json ? text : readable(line, service, colour)}\n`);
  }
  return 0;
};

const serviceOf = (file: string) => basename(file).replace(/\.jsonl.*$/, '');

function parse(args: readonly string[]) {
  const rest = [...args];
  const json = rest.includes('--json');
  if (json) rest.splice(rest.indexOf('--json'), 1);
  const at = rest.indexOf('--last');
  const given = at === -1 ? String(DEFAULT_LAST) : (rest[at + 1] ?? '');
  if (!/^[1-9]\d{0,6}$/.test(given))
    throw new BadUsage(`logs --last: expected a whole number above 0, actual '${given}'`);
  if (at !== -1) rest.splice(at, 2);
  const [what, ...more] = rest;
  if (more.length > 0) throw new BadUsage(`logs: expected one id or service, actual '${more.join(' ')}' as well`);
  return { what, last: Number(given), json };
}
