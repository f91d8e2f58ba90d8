import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Alertmanager, Collector, Prometheus, System, VictoriaLogs, writePrometheusConfig } from '@qt/test-kit';

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

/** Starts it; the services are not up yet. `scrapeInterval`: of Prometheus, if not the usual one. */
export async function startObserved(
  env: Readonly<Record<string, string>>,
  scrapeInterval?: string,
): Promise<ObservedSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'qt-dashboards-'));
  const logs = await VictoriaLogs.start();
  const alertmanager = await Alertmanager.start({ QT_SLACK_WEBHOOK_URL: 'http://127.0.0.1:9' });
  const pushed = await Prometheus.start({ configFile: configFile(join(dataDir, 'pushed'), alertmanager) });
  const collector = await Collector.start({
    logFiles: join(dataDir, 'logs', '*.jsonl'),
    prometheusUrl: pushed.url,
    logsUrl: logs.otlpUrl,
    // An exemplar may lead to any trace.
    env: { QT_TRACES_PERCENT: '100', ...env },
  });
  const system = await System.start({ dataDir, env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlpUrl } });
  const services = WATCHED.map((service) => [`qt-${service}`, system.url(service)] as const);
  const scraping = await Prometheus.start({ configFile: configFile(join(dataDir, 'scraping'), alertmanager) });
  const watchers = { 'otel-collector': collector.metricsUrl, alertmanager: alertmanager.url };
  configFile(join(dataDir, 'pushed'), alertmanager, { ...watchers, prometheus: pushed.url });
  const scraped = { ...watchers, prometheus: scraping.url, ...Object.fromEntries(services) };
  configFile(join(dataDir, 'scraping'), alertmanager, scraped);
  if (scrapeInterval !== undefined) await scrapeEvery(scrapeInterval, join(dataDir, 'scraping'), scraping);
  const stop = async () => {
    await system.stop({ keep: true });
    await Promise.all([scraping.stop(), collector.stop()]);
    await Promise.all([pushed.stop(), logs.stop(), alertmanager.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  const spans = () => readFileSync(join(collector.dataDir, 'traces.jsonl'), 'utf8');
  return { system, scraping, pushed, logs, spans, stop };
}

async function scrapeEvery(interval: string, folder: string, prometheus: Prometheus): Promise<void> {
  const file = join(folder, 'prometheus/prometheus.yml');
  const text = readFileSync(file, 'utf8').replace('scrape_interval: 15s', `scrape_interval: ${interval}`);
  writeFileSync(file, text.replace('scrape_timeout: 10s', `scrape_timeout: ${interval}`));
  const answer = await fetch(`${prometheus.url}/-/reload`, { method: 'POST' });
  if (!answer.ok) throw new Error(`expected Prometheus to reload, actual ${answer.status}: ${await answer.text()}`);
}

/** The configuration that is shipped, for these targets; a running Prometheus reads new ones by itself. */
function configFile(
  folder: string,
  alertmanager: Alertmanager,
  scraped: Readonly<Record<string, string>> = {},
): string {
  // Recorded every five minutes in production; sooner here, to keep the test short.
  const sooner = (rules: string) => rules.replace('interval: 5m', 'interval: 15s');
  return writePrometheusConfig(folder, { scraped, alertmanager: alertmanager.url }, sooner);
}
