import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addressOf, INFRA, urlOf } from './infra.ts';
import type { ToolCommand } from './tool-command.ts';

export interface PrometheusTargets {
  /** URLs by the label `job`, several where it has replicas. */
  readonly scraped: Readonly<Record<string, string | readonly string[]>>;
  readonly alertmanager: string;
}

/**
 * Writes the configuration of infra/ into a folder, with its two files of targets as a deployment mounts them, and returns
 * the path of `prometheus.yml`. `rules` changes the text of the rules.
 */
export function writePrometheusConfig(
  folder: string,
  targets: PrometheusTargets,
  rules: (text: string) => string = (text) => text,
): string {
  const path = 'generated/prometheus/rules.yaml';
  write(join(folder, path), rules(readFileSync(join(INFRA, path), 'utf8')));
  writePrometheusTargets(folder, targets);
  const file = join(folder, 'prometheus/prometheus.yml');
  copyFileSync(join(INFRA, 'prometheus/prometheus.yml'), file);
  return file;
}

/** Writes the targets beside such a configuration; a running Prometheus reads them again by itself. */
export function writePrometheusTargets(folder: string, { scraped, alertmanager }: PrometheusTargets): void {
  const host = (url: string) => new URL(url).host;
  const services = Object.entries(scraped).map(([job, urls]) => ({
    targets: [urls].flat().map(host),
    labels: { job },
  }));
  // YAML takes JSON as it is.
  write(join(folder, 'prometheus/targets/services.yml'), JSON.stringify(services));
  write(join(folder, 'prometheus/targets/alertmanager.yml'), JSON.stringify([{ targets: [host(alertmanager)] }]));
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

export interface PrometheusCommandOptions {
  readonly port: number;
  readonly configFile: string;
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** More flags. */
  readonly args?: readonly string[];
}

/** Prometheus with the flags that infra/prometheus/prometheus.yml names. */
export function prometheusCommand(options: PrometheusCommandOptions): ToolCommand {
  const { port, configFile, dataDir, env = {}, args: more = [] } = options;
  const args = [
    `--config.file=${configFile}`,
    `--web.listen-address=${addressOf(port)}`,
    `--storage.tsdb.path=${dataDir}`,
    '--storage.tsdb.retention.time=40d',
    '--web.enable-otlp-receiver',
    '--web.enable-lifecycle',
    '--enable-feature=exemplar-storage',
    ...more,
  ];
  return { binary: 'prometheus', args, env, readyUrl: `${urlOf(port)}/-/ready` };
}
