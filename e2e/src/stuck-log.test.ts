import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient, riskRoutes } from '@qt/contracts';
import { freePorts, Scrape, until } from '@qt/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const TOKEN = 'admin-token-of-this-test';
/** Access lines for more than what a pipe holds (64 KiB) and the 4 MiB that may wait. */
const REQUESTS = 20_000;

describe('a risk guard whose log nobody reads', () => {
  let guard: ChildProcess;
  let url: string;
  let dataDir: string;

  beforeAll(async () => {
    const [port] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    dataDir = mkdtempSync(join(tmpdir(), 'qt-stuck-log-'));
    const own = { QT_RISK_GUARD_PORT: String(port), QT_DATA_DIR: dataDir, QT_ADMIN_TOKEN: TOKEN };
    guard = spawn(process.execPath, ['--import', './dist/instrumentation.js', 'dist/main.js'], {
      cwd: join(ROOT, 'apps/risk-guard'),
      env: { ...process.env, ...own, QT_STOP_WITH_STDIN: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await until('the risk guard to be ready', async () => (await fetch(`${url}/health/ready`)).ok || undefined);
  });
  afterAll(() => {
    guard.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  const dropped = async () =>
    new Scrape(await (await fetch(`${url}/metrics`)).text()).sum('qt_log_lines_dropped_total');

  test('counts the lines that whoever started it could not store', async () => {
    guard.stdin?.write('{"event":"log.lines.dropped","lines":7}\n');
    await until('the count', async () => (await dropped()) === 7 || undefined);
  });

  test('still takes the kill switch, counts the lines it drops, and ends on SIGTERM', async () => {
    const callers = Array.from({ length: 20 }, async () => {
      for (let n = 0; n < REQUESTS / 20; n++) await (await fetch(`${url}/risk`)).arrayBuffer();
    });
    await Promise.all(callers);

    const client = createClient(riskRoutes, {
      baseUrl: url,
      headers: { 'x-admin-token': TOKEN },
      timeoutMs: 10_000,
      fetch,
    });
    const answer = await client.killSwitch({ body: { enabled: true, reason: 'the log is stuck' } });
    expect(answer).toMatchObject({ ok: true });
    const scrape = new Scrape(await (await fetch(`${url}/metrics`)).text());
    expect(scrape.sum('qt_risk_kill_switch_engaged')).toBe(1);
    expect(await dropped()).toBeGreaterThan(7);

    const ended = new Promise((done) => guard.once('exit', done));
    guard.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
