import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Collector, Loki, Prometheus, System } from '@qt/test-kit';

const RULES = resolve(import.meta.dirname, '../../../infra/generated/prometheus/rules.yaml');
const WATCHED = ['api', 'scheduler', 'retrain-worker', 'risk-guard', 'market-sim'] as const;

/** A whole system whose telemetry goes every way at once: scraped, pushed, and its lines to Loki. */
export interface ObservedSystem {
  readonly system: System;
  /** Two that never see each other's samples. */
  readonly scraping: Prometheus;
  readonly pushed: Prometheus;
  readonly loki: Loki;
  stop(): Promise<void>;
}

/** Starts it; the services are not up yet. */
export async function startObserved(env: Readonly<Record<string, string>>): Promise<ObservedSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'qt-dashboards-'));
  const loki = await Loki.start();
  const pushed = await Prometheus.start({ configFile: configFile(dataDir, 'pushed', '') });
  const collector = await Collector.start({
    logFiles: join(dataDir, 'logs', '*.jsonl'),
    prometheusUrl: pushed.url,
    lokiUrl: loki.url,
    env,
  });
  const system = await System.start({ dataDir, env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlpUrl } });
  const targets = WATCHED.map(
    (service) => `
  - job_name: qt-${service}
    static_configs: [{ targets: ['${new URL(system.url(service)).host}'] }]`,
  );
  const scraping = await Prometheus.start({
    configFile: configFile(dataDir, 'scraping', `scrape_configs:${targets.join('')}`),
  });
  const stop = async () => {
    await system.stop({ keep: true });
    await Promise.all([scraping.stop(), collector.stop()]);
    await Promise.all([pushed.stop(), loki.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { system, scraping, pushed, loki, stop };
}

function configFile(folder: string, name: string, more: string): string {
  const [file, rules] = [join(folder, `prometheus-${name}.yaml`), join(folder, `rules-${name}.yaml`)];
  // What is recorded every five minutes is recorded sooner: nobody waits for it here.
  writeFileSync(rules, readFileSync(RULES, 'utf8').replace('interval: 5m', 'interval: 15s'));
  const text = `global: { scrape_interval: 15s, evaluation_interval: 15s }\nrule_files: ['${rules}']\n${more}\n`;
  writeFileSync(file, text);
  return file;
}
