import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PORTS, portVariable, type ServiceId } from '@qt/contracts';
import {
  Alertmanager,
  Collector,
  freePorts,
  Inbox,
  LoopbackServer,
  Prometheus,
  System,
  until,
  VictoriaLogs,
} from '@qt/test-kit';
import { scaledDuration } from '../scale/duration.ts';
import { writeHistory } from './backfill.ts';
import { openGrafanaLinks } from './grafana-links.ts';
import { OtlpGate } from './otlp-gate.ts';
import { writePrometheusFiles, writeTargets } from './prometheus-files.ts';
import { serviceEnv } from './service-env.ts';
import { mountSmallDisk, unmountSmallDisk } from './small-disk.ts';

const SERVICES = Object.keys(DEFAULT_PORTS) as ServiceId[];

/** What feeds Prometheus: it scrapes the services, or they push through the Collector. */
export type MetricsPath = 'scrape' | 'otlp';

export interface SceneOptions {
  /** How many times as fast everything is timed. */
  readonly factor: number;
  readonly path: MetricsPath;
  readonly log: (text: string) => void;
}

/** The whole system and all that watches it, as real processes, with receivers on loopback. */
export class Scene {
  readonly factor: number;
  readonly folder: string;
  /** Whether QT_DATA_DIR is on a disk of its own, which may be filled. */
  readonly hasSmallDisk: boolean;
  readonly inbox: Inbox;
  readonly grafana: LoopbackServer;
  readonly logs: VictoriaLogs;
  readonly alertmanager: Alertmanager;
  readonly prometheus: Prometheus;
  readonly gate: OtlpGate;
  collector: Collector;
  system: System;
  private readonly options: SceneOptions;

  private constructor(options: SceneOptions, parts: Parts) {
    this.options = options;
    this.factor = options.factor;
    this.folder = parts.folder;
    this.hasSmallDisk = parts.hasSmallDisk;
    this.inbox = parts.inbox;
    this.grafana = parts.grafana;
    this.logs = parts.logs;
    this.alertmanager = parts.alertmanager;
    this.prometheus = parts.prometheus;
    this.gate = parts.gate;
    this.collector = parts.collector;
    this.system = parts.system;
  }

  /** Resolves once the system trades and every target is scraped. */
  static async start(options: SceneOptions): Promise<Scene> {
    const { factor, path, log } = options;
    const folder = mkdtempSync(join(tmpdir(), 'qt-drill-'));
    const dataDir = join(folder, 'data');
    const hasSmallDisk = mountSmallDisk(dataDir);
    const [inbox, grafana, logs] = await Promise.all([Inbox.open(), openGrafanaLinks(), VictoriaLogs.start()]);
    const alertmanager = await Alertmanager.start(receivers(inbox), undefined, factor);
    const configFile = writePrometheusFiles(folder, factor);
    const ports = await servicePorts();
    const env = {
      QT_ENVIRONMENT: 'production',
      QT_RUNBOOKS_URL: `http://127.0.0.1:${ports['QT_API_PORT']}/runbooks`,
      QT_GRAFANA_URL: grafana.url,
    };
    log('starting Prometheus, Alertmanager, Collector, VictoriaLogs and the services');
    const prometheus = await Prometheus.start({
      configFile,
      env,
      dataDir: writeHistory(join(folder, 'prometheus-data'), factor),
      args: [
        `--query.lookback-delta=${scaledDuration('5m', factor)}`,
        `--rules.alert.resend-delay=${scaledDuration('1m', factor)}`,
        `--rules.alert.for-grace-period=${scaledDuration('10m', factor)}`,
      ],
    });
    const collector = await Collector.start({
      logFiles: join(dataDir, 'logs', '*.jsonl'),
      prometheusUrl: prometheus.url,
      logsUrl: logs.otlpUrl,
    });
    const gate = await OtlpGate.open(collector.otlpUrl);
    const system = await System.start({
      dataDir,
      env: { ...serviceEnv(factor), ...telemetry(gate, path), ...clock(folder), ...ports },
    });
    const parts = { folder, hasSmallDisk, inbox, grafana, logs, alertmanager, prometheus, gate, collector, system };
    const scene = new Scene(options, parts);
    try {
      scene.watch();
      await system.untilTrading(300_000);
    } catch (error) {
      await scene.stop();
      throw error;
    }
    return scene;
  }

  /** Restarts every service with other variables, on the same state, and waits until it trades. */
  async reconfigure(env: Readonly<Record<string, string>>, between: () => void = () => {}): Promise<void> {
    const { factor, path } = this.options;
    const dataDir = this.system.dataDir;
    const ports = Object.fromEntries(Object.entries(this.system.env).filter(([name]) => /^QT_\w+_PORT$/.test(name)));
    await this.system.stop({ keep: true });
    between();
    this.system = await System.start({
      dataDir,
      env: {
        ...serviceEnv(factor),
        ...telemetry(this.gate, path),
        ...clock(this.folder),
        ...(ports as Record<string, string>),
        ...env,
      },
    });
  }

  /** By how many milliseconds the scheduler's clock is ahead, while there is such a file. */
  get clockFile(): string {
    return clockFileOf(this.folder);
  }

  /** Until a service answers, or says that it is ready. */
  async until(service: ServiceId, state: 'live' | 'ready'): Promise<void> {
    const url = `${this.system.url(service)}/health/${state}`;
    await until(`${url} to answer 200`, async () => (await fetch(url)).ok || undefined, 300_000);
  }

  log(text: string): void {
    this.options.log(text);
  }

  /** Keeps what explains a failure, and returns the folder. */
  keepEvidence(): string {
    const write = (name: string, text: string) => writeFileSync(join(this.folder, name), text);
    write('deliveries.json', JSON.stringify(this.inbox.deliveries, null, 2));
    write('prometheus.log', this.prometheus.process.output);
    write('alertmanager.log', this.alertmanager.process.output);
    write('collector.log', this.collector.process.output);
    write('start.log', this.system.output);
    cpSync(join(this.system.dataDir, 'logs'), join(this.folder, 'logs'), { recursive: true });
    return this.folder;
  }

  /** Ends every process; `keep` leaves the folder with the evidence. */
  async stop({ keep = false } = {}): Promise<void> {
    await this.system.stop({ keep: true });
    await Promise.all([this.collector.stop(), this.gate.close()]);
    await Promise.all([this.prometheus.stop({ keep: true }), this.alertmanager.stop(), this.logs.stop()]);
    await Promise.all([this.inbox.close(), this.grafana.close()]);
    if (this.hasSmallDisk) unmountSmallDisk(this.system.dataDir);
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }

  /** Gives Prometheus its targets, and these by job: a second replica is scraped on whatever path the first ones feed. */
  watch(replicas: Readonly<Record<string, string>> = {}): void {
    const { prometheus, alertmanager, collector, system } = this;
    const services = SERVICES.map((service) => [`qt-${service}`, system.url(service)] as const);
    const watchers = {
      'otel-collector': collector.metricsUrl,
      prometheus: prometheus.url,
      alertmanager: alertmanager.url,
    };
    const scraped = this.options.path === 'scrape' ? Object.fromEntries(services) : {};
    const all = [watchers, scraped, replicas].flatMap((urls) => Object.entries(urls));
    writeTargets(this.folder, 'services', all);
    writeTargets(this.folder, 'alertmanager', [['alertmanager', alertmanager.url]]);
  }
}

type Parts = Pick<
  Scene,
  | 'folder'
  | 'hasSmallDisk'
  | 'inbox'
  | 'grafana'
  | 'logs'
  | 'alertmanager'
  | 'prometheus'
  | 'gate'
  | 'collector'
  | 'system'
>;

function receivers(inbox: Inbox): Record<string, string> {
  return {
    QT_PAGERDUTY_ROUTING_KEY: 'DRILL',
    QT_PAGERDUTY_URL: inbox.url('/pagerduty'),
    QT_SLACK_WEBHOOK_URL: inbox.url('/slack'),
    QT_HEARTBEAT_URL: inbox.url('/heartbeat'),
  };
}

function telemetry(gate: OtlpGate, path: MetricsPath): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: gate.url,
    OTEL_METRICS_EXPORTER: path === 'otlp' ? 'otlp' : 'none',
  };
}

async function servicePorts(): Promise<Record<string, string>> {
  const ports = await freePorts(SERVICES.length);
  return Object.fromEntries(SERVICES.map((service, n) => [portVariable(service), String(ports[n])]));
}

const clockFileOf = (folder: string) => join(folder, 'clock-ahead-ms');

function clock(folder: string): Record<string, string> {
  const script = join(import.meta.dirname, 'shifted-clock.mjs');
  return { NODE_OPTIONS: `--import=${script}`, QT_DRILL_CLOCK: clockFileOf(folder) };
}
