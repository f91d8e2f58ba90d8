import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PORTS, type ServiceId, urlVariable } from '@qt/contracts';
import { addressOf, type Settings } from './settings.ts';

/** Tokens that the commands of the runbooks send. */
const TOKENS = ['QT_ADMIN_TOKEN', 'QT_API_TOKEN'] as const;

/**
 * Writes `QT_DATA_DIR/env`, which only its owner may read: addresses and tokens of what runs here, for a shell (`. .qt/env`)
 * and for the commands of the runbooks.
 */
export function writeEnvFile(
  { dataDir, env }: Pick<Settings, 'dataDir' | 'env'>,
  tools: Readonly<Record<string, string>> = {},
): void {
  const services = Object.keys(DEFAULT_PORTS) as ServiceId[];
  const variables = [
    ['QT_DATA_DIR', dataDir],
    ...services.map((service) => [urlVariable(service), addressOf(service, env)]),
    ...Object.entries(tools),
    ...TOKENS.map((name) => [name, env[name] ?? '']),
  ];
  const file = join(dataDir, 'env');
  const lines = variables.filter(([, value]) => value !== '').map(([name, value = '']) => `${name}=${quoted(value)}\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** One word of a POSIX shell. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
