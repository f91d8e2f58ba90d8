import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';

const ENTRY = new URL('../index.ts', import.meta.url).href;

let collector: OtlpReceiver;
let dataDir: string;

beforeEach(async () => {
  collector = await startOtlpReceiver();
  dataDir = mkdtempSync(join(tmpdir(), 'qt-telemetry-'));
});

afterEach(async () => {
  await collector.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Runs a real process that starts its telemetry and then does `work`. */
async function run(work: string, settings: Record<string, string> = {}, { sleepingReader = false } = {}) {
  const program = `
    import { startTelemetry } from ${JSON.stringify(ENTRY)};
    const telemetry = startTelemetry({
      service: 'qt-scheduler', version: '1', dataDir: ${JSON.stringify(dataDir)}, admitted: { symbol: [], profile: [] },
    });
    const { log } = telemetry;
    ${work}`;
  const env = {
    PATH: process.env['PATH'],
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    QT_ADMIN_TOKEN: 'admin-secret-1',
    ...settings,
  };
  const flags = ['--conditions=@qt/source', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, flags, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  );
  if (sleepingReader) child.stdout.pause();
  const [stdout, stderr, code] = await Promise.all([
    sleepingReader ? ended.then(() => '') : text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  child.stdout.destroy();
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { lines, stderr, code };
}

test('an uncaught exception is one JSON line, what is unsent is sent, and the process ends with 1', async () => {
  const { lines, stderr, code } = await run(`
    await telemetry.inSpan('work', {}, () => {});
    setTimeout(() => { throw new Error('lost admin-secret-1'); });
    setInterval(() => {}, 1000);`);
  expect(code).toBe(1);
  expect(stderr).toBe('');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: 'error',
    message: 'Uncaught exception: the process ends',
    error: { type: 'Error', message: 'lost [redacted]' },
  });
  expect(JSON.stringify(lines)).not.toContain('admin-secret-1');
  expect(collector.spans().map(({ name }) => name)).toEqual(['work']);
  expect(collector.latestMetrics().length).toBeGreaterThan(0);
});

test('an unhandled rejection is one JSON line, and the process ends with 1', async () => {
  const { lines, code } = await run(`Promise.reject('just a string'); setInterval(() => {}, 1000);`);
  expect(code).toBe(1);
  expect(lines).toMatchObject([{ message: 'Unhandled rejection: the process ends', error: 'just a string' }]);
});

test('no line that stdout had room for is lost when the process is killed right after it', async () => {
  const { lines, code } = await run(`
    for (let line = 0; line < 100; line++) log.info('line', { line });
    process.kill(process.pid, 'SIGKILL');`);
  expect(code).toBe('SIGKILL');
  expect(lines.map(({ line }) => line)).toEqual(Array.from({ length: 100 }, (_, line) => line));
});

test('the process does not stay alive for its telemetry', async () => {
  const { lines, code } = await run(`log.info('done');`);
  expect(code).toBe(0);
  expect(lines).toHaveLength(1);
});

test('a process that ends by itself still sends what it has begun to send, and no more', async () => {
  const { code } = await run(`await telemetry.inSpan('work', {}, () => {});`, { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1' });
  expect(code).toBe(0);
  expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/traces']);
});

test('a shutdown that gave the collector up ends the sending: nothing more goes out, and the process ends', async () => {
  let asked = 0;
  const silent = createServer(() => void asked++);
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { code, lines } = await run(
    `for (const name of ['a', 'b', 'c']) await telemetry.inSpan(name, {}, () => {});
     await telemetry.shutdown();`,
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1',
      OTEL_METRICS_EXPORTER: 'none',
    },
  );
  silent.closeAllConnections();
  silent.close();
  expect(code).toBe(0);
  expect(asked).toBe(1);
  expect(lines).toMatchObject([{ level: 'warn', error: { message: 'not sent before the telemetry ended' } }]);
}, 20_000);

test('a reader that is slower than the log loses nothing, even of a pipe that does not block', async () => {
  const { lines, code } = await run(`
    process.stdout; // Node makes its pipe one that does not block
    for (let line = 0; line < 5_000; line++) log.info('line', { line });`);
  expect(code).toBe(0);
  expect(lines.map(({ line }) => line)).toEqual(Array.from({ length: 5_000 }, (_, line) => line));
});

test('a reader that sleeps does not stop the service, and the process ends', async () => {
  const { stderr, code } = await run(
    `
    const kept = 'x'.repeat(1000);
    for (let line = 0; line < 10_000; line++) log.info(kept);
    setTimeout(() => process.stderr.write('still here'));`,
    {},
    { sleepingReader: true },
  );
  expect(stderr).toBe('still here');
  expect(code).toBe(0);
});

test('the service goes on when the disk of its log is full', async () => {
  const { stderr, code } = await run(`
    import { closeSync, openSync } from 'node:fs';
    closeSync(1);
    openSync('/dev/full', 'w');
    for (let line = 0; line < 100; line++) log.info('into nothing');
    process.stderr.write('still here');`);
  expect(stderr).toBe('still here');
  expect(code).toBe(0);
});

test('the service goes on when nobody reads its output any more', async () => {
  const { stderr, code } = await run(`
    import { closeSync } from 'node:fs';
    log.info('before');
    closeSync(1);
    for (let line = 0; line < 100; line++) log.info('into nothing');
    await new Promise((resolve) => setImmediate(resolve));
    process.stderr.write('still here');`);
  expect(stderr).toBe('still here');
  expect(code).toBe(0);
});
