import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServiceId } from '@qt/contracts';
import { SERVICE_VARIABLES, VARIABLES } from '@qt/monitoring/configuration';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDERS: Readonly<Record<ServiceId, string>> = {
  api: 'apps/api',
  scheduler: 'apps/scheduler',
  'retrain-worker': 'apps/retrain-worker',
  'risk-guard': 'apps/risk-guard',
  'market-sim': 'apps/market-sim',
};
const SERVICES = Object.keys(FOLDERS) as ServiceId[];

const documented = VARIABLES.flatMap(({ variables }) => variables);
const ofServices = SERVICE_VARIABLES.flatMap(({ variables }) => variables);

/** Variables that have no default, set so that the schemas show them. */
const OPTIONAL = {
  QT_DATABASE_URL: 'postgres://db/qt',
  QT_ADMIN_TOKEN: 'an admin token',
  QT_ADMIN_TOKENS_FILE: 'a file',
  QT_SERVICE_TOKEN: 'a service token',
  QT_API_TOKEN: 'an api token',
  QT_COINGECKO_API_KEY: 'an api key',
  QT_BINANCE_API_KEY: 'an api key',
  QT_BINANCE_API_SECRET: 'an api secret',
  QT_ONCALL_CONTACT: 'the desk',
  QT_ALERTMANAGER_URL: 'http://alertmanager:9093',
  QT_PROMETHEUS_URL: 'http://prometheus:9090',
  QT_JAEGER_URL: 'http://jaeger:16686',
  QT_MAX_DRAWDOWN: '0.1',
  QT_MAX_PROFILE_DRAWDOWN: '0.1',
  QT_MAX_QUANTITY_BTCUSDT: '1',
};
/** As the reference spells a variable that exists once for each symbol. */
const ofAnySymbol = (name: string) => name.replace(/_(BTC|ETH|SOL)USDT$/, '_<SYMBOL>');
const REPLAY = { QT_MARKET: 'replay', QT_REPLAY_FILE: 'r.csv', QT_REPLAY_SYMBOL: 'BTCUSDT', QT_SYMBOLS: 'BTCUSDT' };

/** What a built service makes of an environment, variables alone. */
async function read(service: ServiceId, env: Readonly<Record<string, string>>): Promise<Map<string, unknown>> {
  const file = pathToFileURL(join(ROOT, FOLDERS[service], 'dist/config.js')).href;
  const { readConfig } = (await import(file)) as { readConfig: (env: object) => Record<string, unknown> };
  const config = readConfig(env);
  const flat = { ...config, ...(config['environment'] as Record<string, unknown> | undefined) };
  return new Map(Object.entries(flat).filter(([name]) => name.startsWith('QT_')));
}

/** As one would set it; null for nothing. */
function spelled(value: unknown): string | null {
  if (value === undefined || (value instanceof Map && value.size === 0)) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.join(',');
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

describe('docs/generated/environment-variables.md', () => {
  test.each(SERVICES)('has what %s reads, and only that', async (service) => {
    const replay = service === 'market-sim' ? REPLAY : {};
    const names = [...(await read(service, { ...OPTIONAL, ...replay })).keys()].map(ofAnySymbol);
    const listed = ofServices.filter(({ readBy }) => readBy.includes(service)).map(({ name }) => name);
    expect(listed.filter((name) => name !== 'QT_STOP_WITH_STDIN').sort()).toEqual(names.sort());
  });

  test.each(SERVICES)('has the defaults of %s', async (service) => {
    const config = await read(service, {});
    const wrong = ofServices
      .filter(({ readBy, name }) => readBy.includes(service) && name !== 'QT_STOP_WITH_STDIN')
      .filter((variable) => spelled(config.get(variable.name)) !== variable.default)
      .map((variable) => `${variable.name}: ${spelled(config.get(variable.name))}, documented ${variable.default}`);
    expect(wrong).toEqual([]);
  });

  test('has every variable that appears in a source, and none that appears nowhere', () => {
    const files = execFileSync('git', ['ls-files', '--', 'apps', 'packages', 'tools', 'infra', 'docker-compose.yml'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const sources = files
      .split('\n')
      .filter((file) => /\.(ts|sh|ya?ml)$/.test(file) && !/\.test\.ts$|\/test(ing|-kit)\/|\/configuration\//.test(file))
      .map((file) => readFileSync(join(ROOT, file), 'utf8'))
      .join('\n');
    const found = new Set(sources.match(/\b(?:QT|OTEL)_[A-Z0-9_]*[A-Z0-9]\b/g));
    const names = documented.map(({ name }) => name);
    // `QT_JOB_${…}`: names that are put together.
    const isStem = (name: string) => names.some((whole) => whole.startsWith(`${name}_`));
    // OpenTelemetry's own variables have a page of their own, `OTEL_…` each in backquotes.
    const page = readFileSync(join(ROOT, 'docs/opentelemetry.md'), 'utf8');
    const standard = new Set(page.match(/OTEL_[A-Z0-9_]*[A-Z0-9]/g));
    const isDocumented = (name: string) => names.includes(ofAnySymbol(name)) || standard.has(name);
    // Between the parts of a tool of this repository: nobody sets them.
    const inside = ['QT_ENGINE_DIR', 'QT_DRILL_CLOCK', 'QT_MUTATED'];
    const unknown = [...found].filter((name) => !isDocumented(name) && !isStem(name));
    expect(unknown.filter((name) => !inside.includes(name))).toEqual([]);

    const byTheSdk = names.filter((name) => name.startsWith('OTEL_'));
    const byTheTools = ['QT_TOOLS_DIR', 'COMPOSE_PROFILES'];
    const spelledElsewhere = [...byTheSdk, ...byTheTools, ...ofServices.map(({ name }) => name)];
    const nowhere = names.filter((name) => !sources.includes(name) && !spelledElsewhere.includes(name));
    expect(nowhere.filter((name) => !sources.includes(name.replace(/_FILE$/, '')))).toEqual([]);
  });

  test('names no variable twice', () => {
    const names = documented.map(({ name }) => name);
    expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([]);
  });
});
