import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addressOf, INFRA, urlOf } from './infra.ts';
import type { ToolCommand } from './tool-command.ts';

export interface PrometheusTargets {
  /** URLs by the label `job`. */
  readonly scraped: Readonly<Record<string, string>>;
  readonly alertmanager: string;
}

/**
 * Writes the configuration of infra/ into a folder, with its two files of targets as a deployment mounts them, and returns
 * the path of `prometheus.yml`. `rules` changes the text of the rules. A running Prometheus reads new targets by itself.
 */
export function writePrometheusConfig(
  folder: string,
  targets: PrometheusTargets,
  rules: (text: string) => string = (text) => text,
): string {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const host = (url: string) => new URL(url).host;
  const scraped = Object.entries(targets.scraped).map(([job, url]) => ({ targets: [host(url)], labels: { job } }));
  write('generated/prometheus/rules.yaml', rules(readFileSync(join(INFRA, 'generated/prometheus/rules.yaml'), 'utf8')));
  // YAML takes JSON as it is.
  write('prometheus/targets/services.yml', JSON.stringify(scraped));
  write('prometheus/targets/alertmanager.yml', JSON.stringify([{ targets: [host(targets.alertmanager)] }]));
  const file = join(folder, 'prometheus/prometheus.yml');
  copyFileSync(join(INFRA, 'prometheus/prometheus.yml'), file);
  return file;
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
