import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DEFAULT_PORTS, type ServiceId, urlVariable } from '@qt/contracts';
import { type Block, blocksOf, expectedOutput, parseRunbook, type Runbook } from '@qt/monitoring/runbooks';
import { locate, Prometheus, System, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'docs/runbooks');
const SERVICES = Object.keys(DEFAULT_PORTS) as ServiceId[];
/** A circuit breaker closes two minutes after its provider recovers. */
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

/** Runs a block as if it were pasted into a terminal; the error has its output. */
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

/** Runs a block again and again until its output is as expected. */
async function printsWhatIsExpected(block: Block): Promise<void> {
  let output = '';
  await until(
    `the expected output of the block under "${block.heading}":\n${block.text}`,
    async () => {
      output = await shell(block);
      const lines = output.split('\n');
      const missing = expectedOutput(block).filter((pattern) => !lines.some((line) => pattern.test(line)));
      if (missing.length > 0) throw new Error(`expected ${missing.join(' and ')}, actual:\n${output}`);
      return true;
    },
    PATIENCE_MS,
  );
}

describe('the commands of each runbook print what they say, in their order, on a running system', () => {
  test.each(runbooks)(
    '$title',
    async (runbook) => {
      for (const block of blocksOf(runbook, 'sh', 'rehearse')) await shell(block);
      for (const block of blocksOf(runbook, 'sh', 'run')) await printsWhatIsExpected(block);
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
