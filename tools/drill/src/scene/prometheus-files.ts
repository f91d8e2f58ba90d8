import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { scaledDuration } from '../scale/duration.ts';
import { scaledRules } from '../scale/scaled-rules.ts';

const INFRA = resolve(import.meta.dirname, '../../../../infra');

interface Config {
  readonly global: Readonly<Record<string, unknown>> & {
    readonly scrape_interval: string;
    readonly evaluation_interval: string;
  };
  readonly scrape_configs: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Writes the stack's configuration of Prometheus with the catalogue's rules, all of it `factor` times as fast, and returns
 * its file. A scrape may take its whole interval: a machine that answers in 0.5 s does not become faster with the clock.
 */
export function writePrometheusFiles(folder: string, factor: number): string {
  const config = parse(readFileSync(join(INFRA, 'prometheus/prometheus.yml'), 'utf8')) as Config;
  const scrape = scaledDuration(config.global.scrape_interval, factor);
  const global = {
    ...config.global,
    scrape_interval: scrape,
    evaluation_interval: scaledDuration(config.global.evaluation_interval, factor),
  };
  const scrapeConfigs = config.scrape_configs.map((one) => ({ ...one, scrape_timeout: scrape }));
  write(folder, 'prometheus/prometheus.yml', stringify({ ...config, global, scrape_configs: scrapeConfigs }));
  write(folder, 'generated/prometheus/rules.yaml', stringify({ groups: scaledRules(factor) }));
  writeTargets(folder, 'services', []);
  writeTargets(folder, 'alertmanager', []);
  return join(folder, 'prometheus/prometheus.yml');
}

/** Names the targets of a file, each a job and its URL; a running Prometheus reads it again. */
export function writeTargets(
  folder: string,
  file: 'services' | 'alertmanager',
  urls: readonly (readonly [job: string, url: string])[],
): void {
  const targets = urls.map(([job, url]) => ({ targets: [new URL(url).host], labels: { job } }));
  // YAML takes JSON as it is.
  write(folder, `prometheus/targets/${file}.yml`, JSON.stringify(targets));
}

function write(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
