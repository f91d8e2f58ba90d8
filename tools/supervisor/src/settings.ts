import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_PORTS, portVariable, type ServiceId, urlVariable } from '@qt/contracts';
import { BadUsage } from './bad-usage.ts';
import { dataDirOf, stateDirOf } from './data-dir.ts';
import { serviceEnv, serviceTokens } from './service-env.ts';
import { withoutProxy } from './without-proxy.ts';

/** `stack`: the services with everything that watches them. */
export type StartCommand = 'start' | 'stack';

/** What `start` or `stack` was asked for. */
export interface Settings {
  readonly command: StartCommand;
  /** Absolute. */
  readonly dataDir: string;
  /** Where the services keep the state of this market. */
  readonly stateDir: string;
  readonly services: readonly ServiceId[];
  readonly restart: boolean;
  /** Show the services' lines as they are. */
  readonly json: boolean;
  /** The bounds of each log. */
  readonly logs: { readonly maxBytes: number; readonly keep: number };
  /** What the services' environments are made of. */
  readonly env: NodeJS.ProcessEnv;
  /** The environment of one service, with the secrets that it needs and no others. */
  readonly envOf: (service: ServiceId) => NodeJS.ProcessEnv;
}

const USAGE = `start [--json], stack [--json]
  --json   show the services' log lines as they are
QT_DATA_DIR (.qt), QT_MARKET (sim, replay, live), QT_RESTART (always, never) and every other variable of the
services: see docs/configuration.md`;

/**
 * Reads arguments and environment, and makes the tokens that are not given. The data folder exists.
 *
 * @throws BadUsage
 */
export function readSettings(
  root: string,
  [command, ...args]: readonly [StartCommand, ...string[]],
  env: NodeJS.ProcessEnv,
): Settings {
  const unknown = args.find((arg) => arg !== '--json');
  if (unknown !== undefined) throw new BadUsage(`arguments: expected --json or none, actual '${unknown}'\n${USAGE}`);
  const restart = env['QT_RESTART'] || 'always';
  if (restart !== 'always' && restart !== 'never') {
    throw new BadUsage(`QT_RESTART: expected always or never, actual '${restart}'`);
  }
  const dataDir = dataDirOf(root, env);
  const stateDir = stateDirOf(dataDir, env);
  const tokens = serviceTokens(env['QT_SERVICE_TOKEN']);
  const all = Object.keys(DEFAULT_PORTS).reverse() as ServiceId[];
  const common = {
    ...env,
    ...withoutProxy(env),
    ...Object.fromEntries(all.map((service) => [urlVariable(service), givenOr(urlVariable(service), service, env)])),
    NODE_ENV: env['NODE_ENV'] || 'production',
    QT_DATA_DIR: stateDir,
    QT_ADMIN_TOKEN: env['QT_ADMIN_TOKEN'] || keptToken(join(dataDir, 'admin-token')),
    ...absolute(root, env, 'QT_REPLAY_FILE'),
    ...absolute(root, env, 'QT_ADMIN_TOKENS_FILE'),
  };
  return {
    command,
    dataDir,
    stateDir,
    services: env['QT_MARKET'] === 'live' ? all.filter((id) => id !== 'market-sim') : all,
    restart: restart === 'always',
    json: args.includes('--json'),
    logs: { maxBytes: 1024 * 1024 * count(env, 'QT_LOG_MAX_MIB', 50), keep: count(env, 'QT_LOG_KEEP', 3) },
    env: common,
    envOf: (service) => serviceEnv(service, common, tokens),
  };
}

/** Where services find each other: on the address that they listen on, unless it was set. */
function givenOr(variable: string, service: ServiceId, env: NodeJS.ProcessEnv): string {
  return env[variable] || addressOf(service, env);
}

function count(env: NodeJS.ProcessEnv, variable: string, fallback: number): number {
  const given = env[variable];
  if (!given) return fallback;
  if (!/^[1-9]\d{0,5}$/.test(given))
    throw new BadUsage(`${variable}: expected a whole number above 0, actual '${given}'`);
  return Number(given);
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
  return `http://${reachableHost(env['QT_HOST'])}:${env[portVariable(service)] || DEFAULT_PORTS[service]}`;
}

/** A host to listen on, as part of a URL: every address is reached through loopback, IPv6 is in brackets. */
function reachableHost(host: string | undefined): string {
  if (!host || host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
