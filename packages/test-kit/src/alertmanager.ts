import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts } from './free-ports.ts';
import { locate } from './tools/locate.ts';
import { until } from './until.ts';

const RENDER = resolve(import.meta.dirname, '../../../infra/alertmanager/render.sh');

/** An alert as a Prometheus hands it over. Without `endsAt` it fires. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

/** An alert as Alertmanager has it. */
export interface HeldAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly state: 'active' | 'suppressed' | 'unprocessed'; readonly inhibitedBy: readonly string[] };
}

/** The real Alertmanager on the real configuration, with the addresses of `env`; see infra/alertmanager/render.sh. */
export class Alertmanager {
  readonly url: string;
  private readonly folder: string;
  private readonly child: ChildProcess;
  private output = '';

  private constructor(port: number, env: NodeJS.ProcessEnv, externalUrl: string | undefined) {
    const binary = locate('alertmanager');
    if (binary === undefined) throw new Error('alertmanager: expected it on PATH or in the cache; see `pnpm tools`');
    this.folder = mkdtempSync(join(tmpdir(), 'qt-alertmanager-'));
    this.url = `http://127.0.0.1:${port}`;
    this.child = spawn(
      'sh',
      [
        RENDER,
        this.folder,
        binary,
        `--config.file=${this.folder}/alertmanager.yml`,
        `--storage.path=${this.folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        `--web.external-url=${externalUrl ?? this.url}`,
        '--web.route-prefix=/',
        '--cluster.listen-address=',
      ],
      { env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const take = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    this.child.stdout?.on('data', take);
    this.child.stderr?.on('data', take);
  }

  /** Comes back when it is ready. */
  static async start(env: NodeJS.ProcessEnv, externalUrl?: string): Promise<Alertmanager> {
    const [port = 0] = await freePorts(1);
    const alertmanager = new Alertmanager(port, { ...process.env, ...env }, externalUrl);
    await until('Alertmanager to be ready', async () => {
      if (alertmanager.child.exitCode !== null) throw new Error(alertmanager.output);
      return (await fetch(`${alertmanager.url}/-/ready`)).ok || undefined;
    });
    return alertmanager;
  }

  async post(alerts: readonly PostedAlert[]): Promise<void> {
    const response = await fetch(`${this.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    if (!response.ok)
      throw new Error(`Alertmanager: expected 200, actual ${response.status}: ${await response.text()}`);
  }

  async alerts(): Promise<HeldAlert[]> {
    const response = await fetch(`${this.url}/api/v2/alerts`);
    return (await response.json()) as HeldAlert[];
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.child.once('close', done));
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
