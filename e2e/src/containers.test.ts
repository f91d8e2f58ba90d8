import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { locate, until } from '@qt/test-kit';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const TOKENS = { QT_ADMIN_TOKEN: 'admin-token', QT_SERVICE_TOKEN: 'service-token', QT_API_TOKEN: 'trader-token' };
const compose = locate('docker-compose');

/** Runs the image's own build steps and command without Docker. */
describe('a container image', () => {
  const dockerfile = readFileSync(join(ROOT, 'infra/docker/Dockerfile'), 'utf8');
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];

  test.each(['apps/api', 'apps/scheduler', 'apps/retrain-worker', 'apps/risk-guard', 'apps/market-sim'])(
    'of %s starts from nothing but what its build step put there',
    async (service) => {
      const folder = mkdtempSync(join(tmpdir(), 'qt-image-'));
      const out = join(folder, 'app');
      execFileSync('infra/docker/build-service.sh', [service, out], { cwd: ROOT, stdio: 'pipe' });
      const name = service.split('/').at(-1)?.toUpperCase().replace('-', '_');
      const env = { ...process.env, ...TOKENS, QT_DATA_DIR: join(folder, 'data'), [`QT_${name}_PORT`]: '0' };
      const child = spawn(process.execPath, command.slice(1), { cwd: out, env, stdio: ['ignore', 'pipe', 'inherit'] });
      const closed = new Promise((done) => child.once('close', done));
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk;
      });
      const url = await until('the line that says where it listens', () => /"url":"([^"]+)"/.exec(output)?.[1]);
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      child.kill('SIGTERM');
      await closed;
      rmSync(folder, { recursive: true });
    },
  );
});

test.skipIf(compose === undefined)(
  'docker-compose.yml is valid, and refuses to start without its tokens (needs docker-compose)',
  () => {
    const config = (env: object) =>
      execFileSync(compose ?? '', ['-f', 'docker-compose.yml', 'config', '--format', 'json'], {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], ...env },
        stdio: 'pipe',
      });
    const { services } = JSON.parse(config(TOKENS).toString()) as { services: Record<string, { environment: object }> };
    expect(Object.keys(services)).toEqual(
      expect.arrayContaining(['api', 'market-sim', 'retrain-worker', 'risk-guard', 'scheduler']),
    );
    expect(() => config({})).toThrow(/set QT_(ADMIN|SERVICE|API)_TOKEN/);
  },
);
