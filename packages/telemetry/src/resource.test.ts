import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instanceIdOf } from './resource.ts';
import { startTestTelemetry } from './testing/test-telemetry.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'qt-telemetry-'));
});

afterEach(() => {
  chmodSync(dataDir, 0o700);
  rmSync(dataDir, { recursive: true, force: true });
});

test('the instance id is the same at each start, and of each service its own', () => {
  const api = instanceIdOf('qt-api', join(dataDir, 'new'), {});
  expect(api).toMatch(/^[0-9a-f-]{36}$/);
  expect(instanceIdOf('qt-api', join(dataDir, 'new'), {})).toBe(api);
  expect(instanceIdOf('qt-scheduler', join(dataDir, 'new'), {})).not.toBe(api);
});

test('in Kubernetes it is the name of the pod', () => {
  expect(instanceIdOf('qt-api', dataDir, { POD_NAME: 'qt-api-7d9f-x', HOSTNAME: 'node' })).toBe('qt-api-7d9f-x');
  expect(instanceIdOf('qt-api', dataDir, { KUBERNETES_SERVICE_HOST: '10.0.0.1', HOSTNAME: 'qt-api-0' })).toBe(
    'qt-api-0',
  );
});

test('the name of an ordinary host is no instance id: two checkouts on it would be one', () => {
  expect(instanceIdOf('qt-api', dataDir, { HOSTNAME: 'laptop' })).not.toBe('laptop');
});

test('a file that a crash left empty is written anew', () => {
  writeFileSync(join(dataDir, 'qt-api.instance-id'), '');
  const made = instanceIdOf('qt-api', dataDir, {});
  expect(made).toMatch(/^[0-9a-f-]{36}$/);
  expect(instanceIdOf('qt-api', dataDir, {})).toBe(made);
});

test('a data directory that cannot be written costs a warning, not the service', async () => {
  writeFileSync(join(dataDir, 'a-file'), '');
  const api = startTestTelemetry('qt-api', { dataDir: join(dataDir, 'a-file', 'below') });
  expect(api.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('instance id') }]);
  await api.stop();
});
