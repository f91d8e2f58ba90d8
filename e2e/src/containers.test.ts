import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DEFAULT_PORTS, type ServiceId } from '@qt/contracts';
import { VARIABLES } from '@qt/monitoring/configuration';
import { locate, until } from '@qt/test-kit';
import { describe, expect, test } from 'vitest';
import { expectBillOfMaterials } from './containers/bill-of-materials.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TOKENS = { QT_ADMIN_TOKEN: 'admin-token', QT_SERVICE_TOKEN: 'service-token', QT_API_TOKEN: 'trader-token' };
const compose = locate('docker-compose');

/** Files that the console's page names and the API does not have. */
async function missingFilesOfThePage(url: string): Promise<string[]> {
  const page = await (await fetch(`${url}/`)).text();
  expect(page).toContain('<title>qt console</title>');
  const files = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(1);
  const found = await Promise.all(files.map(async (file) => (await fetch(`${url}${file}`)).ok));
  return files.filter((_, index) => !found[index]);
}

/** Runs the image's own build steps and command without Docker. */
describe('a container image', () => {
  const dockerfile = readFileSync(join(ROOT, 'infra/docker/Dockerfile'), 'utf8');

  test('fetches its dependencies before the sources are copied, so that a changed line fetches nothing again', () => {
    const steps = dockerfile.split('\n');
    const fetched = steps.indexOf('RUN pnpm fetch');
    expect(fetched).toBeGreaterThan(0);
    expect(steps.indexOf('COPY . .')).toBeGreaterThan(fetched);
    expect(steps.slice(0, fetched).filter((step) => step.startsWith('COPY'))).toEqual([
      'COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./',
    ]);
  });

  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];

  test.each(['apps/api', 'apps/scheduler', 'apps/retrain-worker', 'apps/risk-guard', 'apps/market-sim'])(
    'of %s starts from nothing but what its build step put there, which its bill of materials lists',
    async (service) => {
      const folder = mkdtempSync(join(tmpdir(), 'qt-image-'));
      const out = join(folder, 'app');
      execFileSync('infra/docker/build-service.sh', [service, out], { cwd: ROOT, stdio: 'pipe' });
      expectBillOfMaterials(out);
      const files = readdirSync(out, { recursive: true, encoding: 'utf8' });
      expect(files.filter((file) => /(\.test\.js|\.map|\.[cm]?ts)$|^src\/|\/@qt\/[^/]+\/src\//.test(file))).toEqual([]);
      const name = service.split('/').at(-1)?.toUpperCase().replace('-', '_');
      const env = { ...process.env, ...TOKENS, QT_DATA_DIR: join(folder, 'data'), [`QT_${name}_PORT`]: '0' };
      const child = spawn(process.execPath, command.slice(1), { cwd: out, env, stdio: ['ignore', 'pipe', 'inherit'] });
      const closed = new Promise((done) => child.once('close', done));
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk;
      });
      const url = await until('the line that says where it listens', () => /"url":"([^"]+)"/.exec(output)?.[1]);
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      if (service === 'apps/api') expect(await missingFilesOfThePage(url)).toEqual([]);
      child.kill('SIGTERM');
      await closed;
      rmSync(folder, { recursive: true });
    },
  );
});

const SERVICE = ['QT_SERVICE_TOKEN', 'QT_SERVICE_TOKENS'];
const ADMIN = ['QT_ADMIN_TOKEN', 'QT_ADMIN_TOKENS', 'QT_ADMIN_TOKENS_FILE'];
/** Which secrets each service needs. */
const SECRETS: Readonly<Record<ServiceId, readonly string[]>> = {
  api: [
    ...SERVICE,
    ...['QT_API_TOKEN', 'QT_API_TOKENS', 'QT_COINGECKO_API_KEY', 'QT_BINANCE_API_KEY', 'QT_BINANCE_API_SECRET'],
  ],
  scheduler: [...SERVICE, ...ADMIN, 'QT_COINGECKO_API_KEY'],
  'retrain-worker': [...SERVICE, ...ADMIN, 'QT_COINGECKO_API_KEY'],
  'risk-guard': [...SERVICE, ...ADMIN, 'QT_COINGECKO_API_KEY'],
  'market-sim': ['QT_SIM_API_KEY', 'QT_SIM_API_SECRET'],
};

/** A container as `docker compose config` has it. */
interface Container {
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly profiles?: readonly string[];
  readonly image: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly cpus?: number;
  readonly user?: string;
  readonly ports?: readonly { readonly host_ip?: string }[];
  readonly healthcheck?: object;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

/** docker-compose.yml as a shell with this environment reads it. */
function config(env: object, ...flags: string[]): Readonly<Record<string, Container>> {
  const args = [...flags, '--env-file', '/dev/null', '-f', 'docker-compose.yml', 'config', '--format', 'json'];
  const options = { cwd: ROOT, env: { PATH: process.env['PATH'], ...env }, stdio: 'pipe', encoding: 'utf8' } as const;
  const { services } = JSON.parse(execFileSync(compose ?? '', args, options));
  return services;
}

describe.skipIf(compose === undefined)('docker-compose.yml (needs docker-compose)', () => {
  const SERVICES = ['api', 'market-sim', 'retrain-worker', 'risk-guard', 'scheduler'] as const;
  const WATCHERS = ['alertmanager', 'collector', 'prometheus'];

  test('refuses to start without its tokens', () => {
    expect(() => config({})).toThrow(/set QT_(ADMIN|SERVICE|API)_TOKEN/);
  });

  test.each([
    ['', [...SERVICES, ...WATCHERS, 'grafana', 'jaeger', 'loki', 'volume-owners']],
    ['minimal', SERVICES],
    ['live', SERVICES.filter((name) => name !== 'market-sim')],
    ['sim,victorialogs', [...SERVICES, ...WATCHERS, 'victorialogs', 'volume-owners']],
    ['replay,loki,jaeger', [...SERVICES, ...WATCHERS, 'jaeger', 'loki', 'volume-owners']],
  ])('with profiles "%s" runs what they say', (profiles, expected) => {
    expect(Object.keys(config({ ...TOKENS, COMPOSE_PROFILES: profiles })).sort()).toEqual([...expected].sort());
  });

  test('contains every container', () => {
    for (const [name, container] of Object.entries(config(TOKENS, '--profile', '*'))) {
      const { read_only, cap_drop, security_opt, mem_limit, cpus } = container;
      const contained = { read_only, cap_drop, security_opt };
      expect([name, contained]).toEqual([
        name,
        { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
      ]);
      expect(Number(mem_limit)).toBeGreaterThan(0);
      expect(cpus).toBeGreaterThan(0);
      expect(container.image).toMatch(/:(v?\d+\.\d+\.\d+|local)$/);
      expect(container.ports?.map(({ host_ip }) => host_ip) ?? []).not.toContain(undefined);
      // The services' user is in their image. Docker's log files are root's; a volume's owner is set by root.
      const isService = (SERVICES as readonly string[]).includes(name);
      if (!isService && !['collector', 'volume-owners'].includes(name)) expect(container.user).toMatch(/^[1-9]/);
      if (name !== 'volume-owners') expect(container.cap_add).toBeUndefined();
    }
  });

  test('starts each container when what it needs is healthy, or has done its work', () => {
    const containers = config(TOKENS, '--profile', '*');
    const waits = Object.entries(containers).flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on).map(([needed, { condition }]) => ({ name, needed, condition })),
    );
    expect(waits.length).toBeGreaterThanOrEqual(10);
    for (const { name, needed, condition } of waits) {
      const once = needed === 'volume-owners';
      // The API is healthy with its first model, whose training the scheduler starts.
      const started = name === 'scheduler' && needed === 'api';
      const expected = once ? 'service_completed_successfully' : started ? 'service_started' : 'service_healthy';
      expect([name, needed, condition]).toEqual([name, needed, expected]);
      // A service's check is in its image.
      const isChecked = once || needed in DEFAULT_PORTS || containers[needed]?.healthcheck !== undefined;
      expect([needed, isChecked]).toEqual([needed, true]);
    }
  });

  /** Fixed inside, or of the whole machine. */
  const FIXED = /^(QT_HOST|QT_DATA_DIR|QT_STOP_WITH_STDIN|POD_NAME|OTEL_METRICS_EXPORTER|QT_.*_PORT)$/;
  const isAddress = (name: string) => /^QT_(API|SCHEDULER|RETRAIN_WORKER|RISK_GUARD|MARKET_SIM)_URL$/.test(name);
  const SECRET = /TOKEN|SECRET|_KEY$|WEBHOOK|HEARTBEAT/;
  /** As the reference spells them, of a symbol by default. */
  const all = VARIABLES.flatMap(({ variables }) => variables).map((variable) => ({
    ...variable,
    name: variable.name.replace('<SYMBOL>', 'BTCUSDT'),
  }));

  test.each(SERVICES)('gives %s each variable that it reads, and no secret that it does not need', (service) => {
    const given = Object.fromEntries(all.map(({ name }) => [name, `given-${name}`]));
    const env: Record<string, string> = { ...given, ...TOKENS, COMPOSE_PROFILES: '', QT_METRICS_PATH: '' };
    // Ports are numbers even to docker-compose.
    for (const name of Object.keys(env)) if (/^QT_.*_PORT$/.test(name)) delete env[name];
    const { environment = {} } = config(env)[service] ?? {};
    const needed = all.filter(({ name, readBy }) => readBy.includes(service) && !FIXED.test(name) && !isAddress(name));
    const secrets = SECRETS[service];
    const missing = needed.filter(
      ({ name }) => (!SECRET.test(name) || secrets.includes(name)) && !environment[name]?.includes(env[name] ?? ''),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
    const secret = Object.keys(environment).filter((name) => SECRET.test(name) && environment[name] !== null);
    expect(secret.sort()).toEqual([...secrets].sort());
  });
});
