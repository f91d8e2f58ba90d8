import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DEFAULT_PORTS, type ServiceId, urlVariable } from '@qt/contracts';
import { type Block, blocksOf, parseRunbook, promises, type Runbook } from '@qt/monitoring/runbooks';
import { locate, Prometheus, System, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'docs/runbooks');
const SERVICES = Object.keys(DEFAULT_PORTS) as ServiceId[];
/** A breaker closes two minutes after its provider is well. */
const PATIENCE_MS = 150_000;

const runbooks: readonly Runbook[] = readdirSync(FOLDER)
  .filter((file) => file !== 'README.md')
  .map((file) => parseRunbook(readFileSync(join(FOLDER, file), 'utf8')));

let system: System;
beforeAll(async () => {
  system = await System.start();
  await system.untilTrading();
});
afterAll(() => system?.stop());

/** Runs a block as one who pastes it; the error has its output. */
function shell(block: Block): Promise<string> {
  const urls = Object.fromEntries(SERVICES.map((service) => [urlVariable(service), system.url(service)]));
  const env = { ...process.env, ...urls, QT_DATA_DIR: system.dataDir };
  return new Promise((done, failed) => {
    execFile('sh', ['-c', block.text], { cwd: ROOT, env, timeout: 30_000 }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`;
      if (error === null) done(output);
      else failed(new Error(`ended with ${error.code ?? error.signal}:\n${output}`));
    });
  });
}

/** Runs a block, again and again, until it keeps its promises. */
async function keepsItsPromises(block: Block): Promise<void> {
  let output = '';
  await until(
    `the block under "${block.heading}" to keep its promises:\n${block.text}`,
    async () => {
      output = await shell(block);
      const lines = output.split('\n');
      const broken = promises(block).filter((promise) => !lines.some((line) => promise.test(line)));
      if (broken.length > 0) throw new Error(`expected ${broken.join(' and ')}, actual:\n${output}`);
      return true;
    },
    PATIENCE_MS,
  );
}

describe('the commands of each runbook do what they promise, in their order, on a running system', () => {
  test.each(runbooks)(
    '$title',
    async (runbook) => {
      for (const block of blocksOf(runbook, 'sh', 'rehearse')) await shell(block);
      for (const block of blocksOf(runbook, 'sh', 'run')) await keepsItsPromises(block);
    },
    600_000,
  );
});

describe.skipIf(locate('prometheus') === undefined)('the queries of each runbook (needs prometheus)', () => {
  let folder: string;
  let prometheus: Prometheus;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qt-runbooks-'));
    const rules = join(ROOT, 'infra/generated/prometheus/rules.yaml');
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: existsSync(rules) ? [rules] : [],
      scrape_configs: SERVICES.map((service) => ({
        job_name: `qt-${service}`,
        static_configs: [{ targets: [new URL(system.url(service)).host] }],
      })),
    };
    const configFile = join(folder, 'prometheus.yaml');
    // YAML takes JSON as it is.
    writeFileSync(configFile, JSON.stringify(config));
    prometheus = await Prometheus.start({ configFile });
    await until('a scrape of every service', async () => {
      const up = await prometheus.query('up == 1');
      return up.length === SERVICES.length || undefined;
    });
  });
  afterAll(async () => {
    await prometheus?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(runbooks)('$title', async (runbook) => {
    for (const block of blocksOf(runbook, 'promql')) expect(await prometheus.query(block.text)).toBeInstanceOf(Array);
  });
});
