import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Collector, Prometheus, System, VictoriaLogs } from '@qt/test-kit';

const INFRA = resolve(import.meta.dirname, '../../../infra');
const WATCHED = ['api', 'scheduler', 'retrain-worker', 'risk-guard', 'market-sim'] as const;

/** A whole system whose telemetry is scraped, pushed, and its log lines sent to VictoriaLogs. */
export interface ObservedSystem {
  readonly system: System;
  /** Two instances that do not share samples. */
  readonly scraping: Prometheus;
  readonly pushed: Prometheus;
  readonly logs: VictoriaLogs;
  /** The spans that the Collector has received, as text. */
  spans(): string;
  stop(): Promise<void>;
}

/** Starts it; the services are not up yet. */
export async function startObserved(env: Readonly<Record<string, string>>): Promise<ObservedSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'qt-dashboards-'));
  const logs = await VictoriaLogs.start();
  const pushed = await Prometheus.start({ configFile: configFile(join(dataDir, 'pushed'), {}) });
  const collector = await Collector.start({
    logFiles: join(dataDir, 'logs', '*.jsonl'),
    prometheusUrl: pushed.url,
    logsUrl: logs.otlpUrl,
    env,
  });
  const system = await System.start({ dataDir, env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlpUrl } });
  const services = WATCHED.map((service) => [`qt-${service}`, system.url(service)] as const);
  const targets = Object.fromEntries([...services, ['otel-collector', collector.metricsUrl]]);
  const scraping = await Prometheus.start({ configFile: configFile(join(dataDir, 'scraping'), targets) });
  const stop = async () => {
    await system.stop({ keep: true });
    await Promise.all([scraping.stop(), collector.stop()]);
    await Promise.all([pushed.stop(), logs.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  const spans = () => readFileSync(join(collector.dataDir, 'traces.jsonl'), 'utf8');
  return { system, scraping, pushed, logs, spans, stop };
}

/** The configuration that is shipped, with its two files of targets as a deployment mounts them: `targets` by job. */
function configFile(folder: string, targets: Readonly<Record<string, string>>): string {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const rules = readFileSync(join(INFRA, 'generated/prometheus/rules.yaml'), 'utf8');
  // Recorded every five minutes in production; sooner here, to keep the test short.
  write('generated/prometheus/rules.yaml', rules.replace('interval: 5m', 'interval: 15s'));
  const scraped = Object.entries(targets).map(([job, url]) => ({ targets: [new URL(url).host], labels: { job } }));
  // YAML takes JSON as it is.
  write('prometheus/targets/services.yml', JSON.stringify(scraped));
  write('prometheus/targets/alertmanager.yml', '[]');
  const file = join(folder, 'prometheus/prometheus.yml');
  copyFileSync(join(INFRA, 'prometheus/prometheus.yml'), file);
  return file;
}
