import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertmanagerCommand, writeAlertmanagerConfig } from './commands/alertmanager.ts';
import { urlOf } from './commands/infra.ts';
import { freePorts } from './free-ports.ts';
import { ToolProcess } from './tool-process.ts';

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
    const configFile = writeAlertmanagerConfig(folder, { ...process.env, ...env });
    writeFileSync(configFile, accelerated(readFileSync(configFile, 'utf8'), faster));
    const [port = 0] = await freePorts(1);
    const url = urlOf(port);
    const command = alertmanagerCommand({
      port,
      configFile,
      dataDir: join(folder, 'data'),
      externalUrl: externalUrl ?? url,
      maintenanceMs: Math.round(30_000 / faster),
    });
    const tool = await ToolProcess.start(command);
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
