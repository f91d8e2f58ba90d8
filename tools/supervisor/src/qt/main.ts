import { EXIT_CONFIGURATION } from '@qt/contracts';
import { BadUsage } from '../settings.ts';
import { AUDIT_USAGE, audit } from './audit.ts';
import { BACKUP_USAGE, backup } from './backup.ts';
import type { Command } from './command.ts';

/** The `qt` command: `qt <command> …`, for whatever runs on this `QT_DATA_DIR`. */
const COMMANDS: Readonly<Record<string, Command>> = { audit, backup };
const USAGE = `qt <command>\n${AUDIT_USAGE}\n${BACKUP_USAGE}\nQT_DATA_DIR (.qt): whose state`;

const [name = '', ...args] = process.argv.slice(2);
try {
  const command = COMMANDS[name];
  if (command === undefined)
    throw new BadUsage(`expected one of ${Object.keys(COMMANDS).join(', ')}, actual '${name}'`);
  process.exitCode = await command(args, process.env);
} catch (error) {
  if (!(error instanceof BadUsage)) throw error;
  process.stderr.write(`qt: ${error.message}\n${USAGE}\n`);
  process.exitCode = EXIT_CONFIGURATION;
}
