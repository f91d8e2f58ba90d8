import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts } from './free-ports.ts';
import { ToolProcess } from './tool-process.ts';

const RENDER = resolve(import.meta.dirname, '../../../infra/alertmanager/render.sh');

/** An alert as Prometheus sends it. Without `endsAt` it is firing. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

/** An alert as Alertmanager returns it. */
export interface HeldAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly state: 'active' | 'suppressed' | 'unprocessed'; readonly inhibitedBy: readonly string[] };
}

/** A real Alertmanager with the stack's configuration and the addresses in `env`; see infra/alertmanager/render.sh. */
export class Alertmanager {
  readonly url: string;
  readonly process: ToolProcess;
  private readonly folder: string;

  private constructor(url: string, folder: string, process: ToolProcess) {
    this.url = url;
    this.folder = folder;
    this.process = process;
  }

  /**
   * Resolves when it is ready. `externalUrl` is the base of links in its messages; all its waits and intervals are
   * divided by `faster`.
   */
  static async start(env: Readonly<Record<string, string>>, externalUrl?: string, faster = 1): Promise<Alertmanager> {
    const folder = mkdtempSync(join(tmpdir(), 'qt-alertmanager-'));
    execFileSync('sh', [RENDER, folder], { env: { ...process.env, ...env }, stdio: 'ignore' });
    const file = join(folder, 'alertmanager.yml');
    writeFileSync(file, accelerated(readFileSync(file, 'utf8'), faster));
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const tool = await ToolProcess.start({
      binary: 'alertmanager',
      args: [
        `--config.file=${file}`,
        `--storage.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        `--web.external-url=${externalUrl ?? url}`,
        '--web.route-prefix=/',
        '--cluster.listen-address=',
        `--dispatch.maintenance-interval=${Math.round(30_000 / faster)}ms`,
      ],
      readyUrl: `${url}/-/ready`,
    });
    return new Alertmanager(url, folder, tool);
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
    await this.process.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function accelerated(config: string, faster: number): string {
  const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
  return config.replaceAll(
    /((?:group_wait|group_interval|repeat_interval|resolve_timeout): )(\d+)([smh])/g,
    (_, key: string, count: string, unit: string) =>
      `${key}${Math.round((Number(count) * (unitMs[unit] ?? Number.NaN)) / faster)}ms`,
  );
}
