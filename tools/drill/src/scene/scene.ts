import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PORTS, portVariable, type ServiceId } from '@qt/contracts';
import { freePorts, System, until, writePrometheusTargets } from '@qt/test-kit';
import { HttpGate } from './http-gate.ts';
import { serviceEnv } from './service-env.ts';
import { mountSmallDisk, unmountSmallDisk } from './small-disk.ts';
import { startTools, stopTools, type Tools } from './tools.ts';

const SERVICES = Object.keys(DEFAULT_PORTS) as ServiceId[];
const PATIENCE_MS = 300_000;

/** What feeds Prometheus: it scrapes the services, or they push through the Collector. */
export type MetricsPath = 'scrape' | 'otlp';

export interface SceneOptions {
  /** How many times as fast everything is timed. */
  readonly factor: number;
  readonly path: MetricsPath;
  readonly log: (text: string) => void;
  /** Gets each scene as soon as it has processes to end. */
  readonly started: (scene: Scene) => void;
}

interface Place {
  readonly folder: string;
  readonly dataDir: string;
  /** Whether QT_DATA_DIR is on a disk of its own, which may be filled. */
  readonly hasSmallDisk: boolean;
}

/** The whole system and all that watches it, as real processes, with receivers on loopback. */
export class Scene {
  readonly tools: Tools;
  /** Between the services and Binance. */
  readonly binance: HttpGate;
  readonly place: Place;
  system: System;
  private readonly options: SceneOptions;
  /** What every service is started with. */
  readonly env: Readonly<Record<string, string>>;

  private constructor(
    options: SceneOptions,
    place: Place,
    { tools, binance, system, env }: Pick<Scene, 'tools' | 'binance' | 'system' | 'env'>,
  ) {
    this.options = options;
    this.place = place;
    this.tools = tools;
    this.binance = binance;
    this.system = system;
    this.env = env;
  }

  /** Resolves once the system trades and every target is scraped. */
  static async start(options: SceneOptions): Promise<Scene> {
    const { factor, path } = options;
    const place = newPlace();
    const ports = await servicePorts();
    const runbooksUrl = `http://127.0.0.1:${ports[portVariable('api')]}/runbooks`;
    const tools = await startTools({ ...place, factor, runbooksUrl });
    const binance = await HttpGate.open(`http://127.0.0.1:${ports[portVariable('market-sim')]}`);
    const env = {
      ...serviceEnv(factor),
      QT_BINANCE_URL: binance.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: tools.otlp.url,
      OTEL_METRICS_EXPORTER: path === 'otlp' ? 'otlp' : 'none',
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'shifted-clock.mjs')}`,
      QT_DRILL_CLOCK: clockFileOf(place.folder),
      ...ports,
    };
    const system = await System.start({ dataDir: place.dataDir, env });
    const scene = new Scene(options, place, { tools, binance, system, env });
    options.started(scene);
    try {
      scene.watch();
      await system.untilTrading(PATIENCE_MS);
    } catch (error) {
      await scene.stop();
      throw error;
    }
    return scene;
  }

  get factor(): number {
    return this.options.factor;
  }

  /** By how many milliseconds the scheduler's clock is ahead, while there is such a file. */
  get clockFile(): string {
    return clockFileOf(this.place.folder);
  }

  /** Restarts every service with other variables, on the same state. */
  async reconfigure(env: Readonly<Record<string, string>>, between: () => void = () => {}): Promise<void> {
    await this.system.stop({ keep: true });
    between();
    this.system = await System.start({ dataDir: this.place.dataDir, env: { ...this.env, ...env } });
  }

  /** Until a service answers, or says that it is ready. */
  async until(service: ServiceId, state: 'live' | 'ready'): Promise<void> {
    const url = `${this.system.url(service)}/health/${state}`;
    await until(`${url} to answer 200`, async () => (await fetch(url)).ok || undefined, PATIENCE_MS);
  }

  log(text: string): void {
    this.options.log(text);
  }

  /** Keeps what explains a failure, and returns the folder. */
  keepEvidence(): string {
    const { folder, dataDir } = this.place;
    const { inbox, prometheus, alertmanager, collector } = this.tools;
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('deliveries.json', JSON.stringify(inbox.deliveries, null, 2));
    write('prometheus.log', prometheus.process.output);
    write('alertmanager.log', alertmanager.process.output);
    write('collector.log', collector.process.output);
    write('start.log', this.system.output);
    cpSync(join(dataDir, 'logs'), join(folder, 'logs'), { recursive: true });
    return folder;
  }

  /** Ends every process; `keep` leaves the folder with the evidence. */
  async stop({ keep = false } = {}): Promise<void> {
    await this.system.stop({ keep: true });
    await Promise.all([stopTools(this.tools), this.binance.close()]);
    const { folder, dataDir, hasSmallDisk } = this.place;
    if (hasSmallDisk) unmountSmallDisk(dataDir);
    if (!keep) rmSync(folder, { recursive: true, force: true });
  }

  /** Gives Prometheus its targets, and these by job: a second replica is scraped on whatever path the first ones feed. */
  watch(replicas: Readonly<Record<string, string>> = {}): void {
    const { prometheus, alertmanager, collector } = this.tools;
    const watched = this.options.path === 'scrape' ? SERVICES : [];
    const services = watched.map((service) => [`qt-${service}`, [this.system.url(service)]] as const);
    const scraped: Record<string, string[]> = {
      'otel-collector': [collector.metricsUrl],
      prometheus: [prometheus.url],
      alertmanager: [alertmanager.url],
      ...Object.fromEntries(services),
    };
    for (const [job, url] of Object.entries(replicas)) scraped[job] = [...(scraped[job] ?? []), url];
    writePrometheusTargets(this.place.folder, { scraped, alertmanager: alertmanager.url });
  }
}

function newPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'qt-drill-'));
  const dataDir = join(folder, 'data');
  return { folder, dataDir, hasSmallDisk: mountSmallDisk(dataDir) };
}

async function servicePorts(): Promise<Record<string, string>> {
  const ports = await freePorts(SERVICES.length);
  return Object.fromEntries(SERVICES.map((service, n) => [portVariable(service), String(ports[n])]));
}

const clockFileOf = (folder: string) => join(folder, 'clock-ahead-ms');
