import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  apiRoutes,
  type Client,
  createClient,
  DEFAULT_PORTS,
  marketSimRoutes,
  messageOf,
  portVariable,
  type Routes,
  retrainRoutes,
  riskRoutes,
  type ServiceId,
  schedulerRoutes,
} from '@qt/contracts';
import { freePorts } from './free-ports.ts';
import { Scrape } from './scrape.ts';
import { until } from './until.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

export interface SystemOptions {
  /** Variables in addition to free ports and a separate data folder. */
  readonly env?: Readonly<Record<string, string>>;
  /** The state of an earlier system; by default a new folder. */
  readonly dataDir?: string;
  /** Of the `start` command; `stack` starts what watches the services as well, on the ports in `env`. */
  readonly args?: readonly string[];
}

/** The whole system as an operator starts it, on free loopback ports. */
export class System {
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  /** What `start` printed. */
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;

  private constructor(dataDir: string, env: NodeJS.ProcessEnv, args: readonly string[]) {
    this.dataDir = dataDir;
    this.env = env;
    this.child = spawn(process.execPath, ['--conditions=@qt/source', 'tools/supervisor/src/start.ts', ...args], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const take = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on('data', take);
    this.child.stderr?.on('data', take);
    this.ended = new Promise((done) => this.child.once('close', done));
  }

  /** Runs `start`, without waiting until it is up. */
  static async start({ env = {}, dataDir, args = [] }: SystemOptions = {}): Promise<System> {
    const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'qt-e2e-'));
    const services = Object.keys(DEFAULT_PORTS) as ServiceId[];
    const ports = await freePorts(services.length);
    const own = Object.fromEntries(services.map((service, n) => [portVariable(service), String(ports[n])]));
    return new System(folder, { ...process.env, ...own, QT_DATA_DIR: folder, NO_COLOR: '1', ...env }, args);
  }

  url(service: ServiceId): string {
    const host = this.env['QT_HOST'] || '127.0.0.1';
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.env[portVariable(service)]}`;
  }

  get adminToken(): string {
    return readFileSync(join(this.dataDir, 'admin-token'), 'utf8').trim();
  }

  readonly api = (): Client<typeof apiRoutes> => this.client('api', apiRoutes);
  readonly scheduler = (): Client<typeof schedulerRoutes> => this.client('scheduler', schedulerRoutes);
  readonly retrainWorker = (): Client<typeof retrainRoutes> => this.client('retrain-worker', retrainRoutes);
  readonly riskGuard = (): Client<typeof riskRoutes> => this.client('risk-guard', riskRoutes);
  readonly marketSim = (): Client<typeof marketSimRoutes> => this.client('market-sim', marketSimRoutes);

  async scrape(service: ServiceId): Promise<Scrape> {
    const response = await fetch(`${this.url(service)}/metrics`);
    return new Scrape(await response.text());
  }

  /** The lines of a service's log so far. */
  log(service: ServiceId): Record<string, unknown>[] {
    const file = join(this.dataDir, 'logs', `${service}.jsonl`);
    if (!existsSync(file)) return [];
    const complete = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    return complete.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The process id of what runs: a service, or a tool of the stack such as `prometheus`. */
  pid(name: string): number | undefined {
    const file = join(this.dataDir, 'run', `${name}.pid`);
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  }

  /** Ends a service or a tool with a signal, as a fault would. */
  kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): void {
    const pid = this.pid(name);
    if (pid === undefined) throw new Error(`${name}: expected a running process, actual none`);
    process.kill(pid, signal);
  }

  /** Sends a signal to the supervisor alone; SIGSTOP: nobody reads what the services log. */
  signalSupervisor(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Stops reading what `start` prints, as a paused terminal would; `closeReading` is a closed one. */
  pauseReading(): void {
    this.child.stdout?.pause();
    this.child.stderr?.pause();
  }

  closeReading(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }

  /** Waits until `start` reports trading. @throws Error as soon as `start` has ended instead */
  async untilTrading(patienceMs = 150_000): Promise<void> {
    const trading = until(
      '"trading:" in the output of start',
      () => this.output.includes('\ntrading: ') || undefined,
      patienceMs,
    );
    const ended = this.ended.then((code) => {
      throw new Error(`start ended with ${code}`);
    });
    try {
      await Promise.race([trading, ended]);
    } catch (error) {
      throw new Error(`${messageOf(error)}; start printed:\n${this.output}`);
    }
  }

  /** The exit code of `start`, once it ends by itself. */
  exitCode(): Promise<number | null> {
    return this.ended;
  }

  /** Stops everything and deletes the state, unless it is kept for another start. */
  async stop({ keep = false } = {}): Promise<number | null> {
    this.child.kill('SIGCONT');
    this.child.kill('SIGTERM');
    const code = await this.ended;
    if (!keep) rmSync(this.dataDir, { recursive: true, force: true });
    return code;
  }

  private client<const T extends Routes>(service: ServiceId, routes: T): Client<T> {
    const headers = { 'x-admin-token': this.adminToken };
    return createClient(routes, { baseUrl: this.url(service), headers, timeoutMs: 10_000, fetch });
  }
}
