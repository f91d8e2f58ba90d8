import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  apiRoutes,
  type Client,
  createClient,
  portVariable,
  type Routes,
  riskRoutes,
  type ServiceId,
} from '@qt/contracts';
import { freePorts } from './free-ports.ts';
import { Scrape } from './scrape.ts';
import { until } from './until.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Shared by all tests, and kept: most of a short test is the start of its services. */
const COMPILED = join(ROOT, 'node_modules/.cache/node');
const TOKENS = { QT_ADMIN_TOKEN: 'an-operator-of-the-tests', QT_SERVICE_TOKEN: 'a-service-of-the-tests' };

export interface ServicesOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** By default a new folder. */
  readonly dataDir?: string;
}

/** Some services as bare processes on free loopback ports: nothing starts one again but the test. */
export class Services {
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #processes = new Map<ServiceId, ChildProcess>();
  readonly #output = new Map<ServiceId, string>();

  private constructor(dataDir: string, env: NodeJS.ProcessEnv) {
    this.dataDir = dataDir;
    this.env = env;
  }

  /** Reserves a port for each service, and starts none of them. */
  static async prepare(ids: readonly ServiceId[], { env = {}, dataDir }: ServicesOptions = {}): Promise<Services> {
    const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'qt-services-'));
    const ports = await freePorts(ids.length);
    const own = Object.fromEntries(ids.map((id, n) => [portVariable(id), String(ports[n])]));
    const common = { NODE_COMPILE_CACHE: COMPILED, ...process.env, ...TOKENS };
    return new Services(folder, { ...common, ...own, QT_DATA_DIR: folder, ...env });
  }

  /** Starts a process of the service, with these variables as well, and returns it at once. */
  spawn(id: ServiceId, env: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn(process.execPath, ['--import', './dist/instrumentation.js', 'dist/main.js'], {
      cwd: join(ROOT, 'apps', id),
      // Ends with this process, however that ends.
      env: { ...this.env, QT_STOP_WITH_STDIN: '1', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const take = (chunk: Buffer) => this.#output.set(id, this.output(id) + chunk.toString());
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    this.#processes.set(id, child);
    return child;
  }

  /** Starts the service, with these variables as well, and waits until it answers. @throws Error with its output if it ends instead */
  async start(id: ServiceId, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const child = this.spawn(id, env);
    await until(
      `${id} to answer`,
      async () => {
        if (child.exitCode !== null || child.signalCode !== null) return true;
        return (await fetch(`${this.url(id)}/health/live`)).ok || undefined;
      },
      120_000,
    );
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${id} ended:\n${this.output(id)}`);
  }

  /** Sends a signal to the service's process; resolves at once, or when it has ended where the signal ends it. */
  async signal(id: ServiceId, signal: NodeJS.Signals): Promise<void> {
    const child = this.#processes.get(id);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${id}: expected a running process, actual none; it printed:\n${this.output(id)}`);
    }
    const ended = once(child, 'close');
    child.kill(signal);
    if (signal === 'SIGKILL' || signal === 'SIGTERM') await ended;
  }

  /** What the service's processes have printed so far. */
  output(id: ServiceId): string {
    return this.#output.get(id) ?? '';
  }

  url(id: ServiceId): string {
    return `http://127.0.0.1:${this.env[portVariable(id)]}`;
  }

  readonly api = (timeoutMs?: number): Client<typeof apiRoutes> => this.#client('api', apiRoutes, timeoutMs);
  readonly riskGuard = (timeoutMs?: number): Client<typeof riskRoutes> =>
    this.#client('risk-guard', riskRoutes, timeoutMs);

  async scrape(id: ServiceId): Promise<Scrape> {
    return new Scrape(await (await fetch(`${this.url(id)}/metrics`)).text());
  }

  /** Ends every process, and deletes the state unless it is kept. */
  async stop({ keep = false } = {}): Promise<void> {
    const running = [...this.#processes.values()].filter(
      (child) => child.exitCode === null && child.signalCode === null,
    );
    await Promise.all(
      running.map(async (child) => {
        const ended = once(child, 'close');
        child.kill('SIGCONT');
        child.kill('SIGTERM');
        const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await ended;
        clearTimeout(killer);
      }),
    );
    if (!keep) rmSync(this.dataDir, { recursive: true, force: true });
  }

  #client<const T extends Routes>(id: ServiceId, routes: T, timeoutMs = 10_000): Client<T> {
    const headers = {
      'x-admin-token': TOKENS.QT_ADMIN_TOKEN,
      ...(id === 'risk-guard' ? { authorization: `Bearer ${TOKENS.QT_SERVICE_TOKEN}` } : {}),
    };
    return createClient(routes, { baseUrl: this.url(id), headers, timeoutMs, fetch });
  }
}
