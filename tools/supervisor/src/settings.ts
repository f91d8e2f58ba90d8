import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_PORTS, portVariable, type ServiceId } from '@qt/contracts';
import { serviceEnv, serviceTokens } from './service-env.ts';

/** What `start` was asked for. */
export interface Settings {
  /** Absolute. */
  readonly dataDir: string;
  readonly services: readonly ServiceId[];
  readonly restart: boolean;
  /** Show the services' lines as they are. */
  readonly json: boolean;
  /** What the services' environments are made of. */
  readonly env: NodeJS.ProcessEnv;
  /** The environment of one service, with the secrets that it needs and no others. */
  readonly envOf: (service: ServiceId) => NodeJS.ProcessEnv;
}

/** An argument or variable that `start` cannot work with. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}

const USAGE = `start [--json]
  --json   show the services' log lines as they are
QT_DATA_DIR (.qt), QT_MARKET (sim, replay, live), QT_RESTART (always, never) and every other variable of the
services: see docs/configuration.md`;

/**
 * Reads arguments and environment, and makes the tokens that are not given.
 *
 * @throws BadUsage
 */
export function readSettings(root: string, args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const unknown = args.find((arg) => arg !== '--json');
  if (unknown !== undefined) throw new BadUsage(`arguments: expected --json or none, actual '${unknown}'\n${USAGE}`);
  const restart = env['QT_RESTART'] || 'always';
  if (restart !== 'always' && restart !== 'never') {
    throw new BadUsage(`QT_RESTART: expected always or never, actual '${restart}'`);
  }
  const dataDir = resolve(root, env['QT_DATA_DIR'] || '.qt');
  for (const folder of ['logs', 'run']) mkdirSync(join(dataDir, folder), { recursive: true, mode: 0o700 });
  const tokens = serviceTokens(env['QT_SERVICE_TOKEN']);
  const common = {
    ...env,
    NODE_ENV: env['NODE_ENV'] || 'production',
    QT_DATA_DIR: dataDir,
    QT_ADMIN_TOKEN: env['QT_ADMIN_TOKEN'] || keptToken(join(dataDir, 'admin-token')),
    ...absolute(root, env, 'QT_REPLAY_FILE'),
    ...absolute(root, env, 'QT_ADMIN_TOKENS_FILE'),
  };
  const all = Object.keys(DEFAULT_PORTS).reverse() as ServiceId[];
  return {
    dataDir,
    services: env['QT_MARKET'] === 'live' ? all.filter((id) => id !== 'market-sim') : all,
    restart: restart === 'always',
    json: args.includes('--json'),
    env: common,
    envOf: (service) => serviceEnv(service, common, tokens),
  };
}

/** A path, as services in their own folders need it. */
function absolute(root: string, env: NodeJS.ProcessEnv, variable: string): NodeJS.ProcessEnv {
  const path = env[variable];
  return path ? { [variable]: resolve(root, path) } : {};
}

/** The token in a file that only its owner may read; made at the first start. */
function keptToken(file: string): string {
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const token = kept === '' ? randomBytes(32).toString('hex') : kept;
  if (kept === '') writeFileSync(file, `${token}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return token;
}

/** Where a service answers, as the operator reaches it from this machine. */
export function addressOf(service: ServiceId, env: NodeJS.ProcessEnv): string {
  const host = !env['QT_HOST'] || env['QT_HOST'] === '0.0.0.0' ? '127.0.0.1' : env['QT_HOST'];
  return `http://${host}:${env[portVariable(service)] || DEFAULT_PORTS[service]}`;
}
