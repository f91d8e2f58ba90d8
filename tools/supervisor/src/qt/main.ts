import { resolve } from 'node:path';
import { EXIT_CONFIGURATION } from '@qt/contracts';
import { BadUsage } from '../bad-usage.ts';
import { withoutProxy } from '../without-proxy.ts';
import { AUDIT_USAGE, audit } from './audit.ts';
import { BACKUP_USAGE, backup } from './backup.ts';
import type { Command } from './command.ts';
import { LOGS_USAGE, logs } from './logs.ts';
import { MODELS_USAGE, models } from './models.ts';
import { OPEN_USAGE, open } from './open.ts';
import { RESTART_USAGE, restart } from './restart.ts';
import { STATUS_USAGE, status } from './status.ts';
import { STOP_USAGE, stop } from './stop.ts';

/** The `qt` command: `qt <command> …`, for whatever runs on this `QT_DATA_DIR`. */
const COMMANDS: Readonly<Record<string, Command>> = { status, logs, stop, restart, open, models, audit, backup };
const USAGE = `qt <command>
${[STATUS_USAGE, LOGS_USAGE, STOP_USAGE, RESTART_USAGE, OPEN_USAGE, MODELS_USAGE, AUDIT_USAGE, BACKUP_USAGE].join('\n')}
QT_DATA_DIR (.qt): whose; audit and backup: of QT_MARKET (sim), and of QT_REPLAY_FILE`;

Object.assign(process.env, withoutProxy(process.env));
const [name = '', ...args] = process.argv.slice(2);
try {
  const command = COMMANDS[name];
  if (command === undefined)
    throw new BadUsage(`expected one of ${Object.keys(COMMANDS).join(', ')}, actual '${name}'`);
  process.exitCode = await command(args, process.env, resolve(import.meta.dirname, '../../../..'));
} catch (error) {
  if (!(error instanceof BadUsage)) throw error;
  process.stderr.write(`qt: ${error.message}\n${USAGE}\n`);
  process.exitCode = EXIT_CONFIGURATION;
}
