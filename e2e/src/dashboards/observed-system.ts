import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Alertmanager, Collector, Prometheus, System, VictoriaLogs } from '@qt/test-kit';

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
  const alertmanager = await Alertmanager.start({ QT_SLACK_WEBHOOK_URL: 'http://127.0.0.1:9' });
  const pushed = await Prometheus.start({ configFile: configFile(join(dataDir, 'pushed'), alertmanager) });
  const collector = await Collector.start({
    logFiles: join(dataDir, 'logs', '*.jsonl'),
    prometheusUrl: pushed.url,
    logsUrl: logs.otlpUrl,
    env,
  });
  const system = await System.start({ dataDir, env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlpUrl } });
  const services = WATCHED.map((service) => [`qt-${service}`, system.url(service)] as const);
  const scraping = await Prometheus.start({ configFile: configFile(join(dataDir, 'scraping'), alertmanager) });
  const watchers = { 'otel-collector': collector.metricsUrl, alertmanager: alertmanager.url };
  scrape(join(dataDir, 'pushed'), { ...watchers, prometheus: pushed.url });
  scrape(join(dataDir, 'scraping'), { ...watchers, prometheus: scraping.url, ...Object.fromEntries(services) });
  const stop = async () => {
    await system.stop({ keep: true });
    await Promise.all([scraping.stop(), collector.stop()]);
    await Promise.all([pushed.stop(), logs.stop(), alertmanager.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  const spans = () => readFileSync(join(collector.dataDir, 'traces.jsonl'), 'utf8');
  return { system, scraping, pushed, logs, spans, stop };
}

/** The configuration that is shipped, with its two files of targets as a deployment mounts them; of services, none yet. */
function configFile(folder: string, alertmanager: Alertmanager): string {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const rules = readFileSync(join(INFRA, 'generated/prometheus/rules.yaml'), 'utf8');
  // Recorded every five minutes in production; sooner here, to keep the test short.
  write('generated/prometheus/rules.yaml', rules.replace('interval: 5m', 'interval: 15s'));
  write('prometheus/targets/services.yml', '[]');
  write('prometheus/targets/alertmanager.yml', JSON.stringify([{ targets: [new URL(alertmanager.url).host] }]));
  const file = join(folder, 'prometheus/prometheus.yml');
  copyFileSync(join(INFRA, 'prometheus/prometheus.yml'), file);
  return file;
}

/** Names the targets by job; a running Prometheus reads the file again. */
function scrape(folder: string, urls: Readonly<Record<string, string>>): void {
  const scraped = Object.entries(urls).map(([job, url]) => ({ targets: [new URL(url).host], labels: { job } }));
  // YAML takes JSON as it is.
  writeFileSync(join(folder, 'prometheus/targets/services.yml'), JSON.stringify(scraped));
}
