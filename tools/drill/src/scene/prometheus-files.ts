import { readFileSync, writeFileSync } from 'node:fs';
import { type PrometheusTargets, writePrometheusConfig } from '@qt/test-kit';
import { parse, stringify } from 'yaml';
import { scaledDuration } from '../scale/duration.ts';
import { scaledRules } from '../scale/scaled-rules.ts';

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
export function writePrometheusFiles(folder: string, targets: PrometheusTargets, factor: number): string {
  const file = writePrometheusConfig(folder, targets, () => stringify({ groups: scaledRules(factor) }));
  const config = parse(readFileSync(file, 'utf8')) as Config;
  const scrape = scaledDuration(config.global.scrape_interval, factor);
  const evaluation = scaledDuration(config.global.evaluation_interval, factor);
  const scaled = {
    ...config,
    global: { ...config.global, scrape_interval: scrape, evaluation_interval: evaluation },
    scrape_configs: config.scrape_configs.map((one) => ({ ...one, scrape_timeout: scrape })),
  };
  writeFileSync(file, stringify(scaled));
  return file;
}
