import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addressOf, readSettings } from './settings.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'qt-settings-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('readSettings', () => {
  test('makes an admin token that only its owner may read, and keeps it', () => {
    const first = readSettings(root, [], {}).env['QT_ADMIN_TOKEN'];
    expect(statSync(join(root, '.qt/admin-token')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(root, '.qt/admin-token'), 'utf8').trim()).toBe(first);
    expect(readSettings(root, [], {}).env['QT_ADMIN_TOKEN']).toBe(first);
  });

  test('takes the tokens that are given', () => {
    const env = { QT_ADMIN_TOKEN: 'given-admin', QT_SERVICE_TOKEN: 'given-service' };
    expect(readSettings(root, [], env).envOf('risk-guard')).toMatchObject(env);
  });

  test('makes paths absolute, since services start in their own folders', () => {
    const { dataDir, env } = readSettings(root, [], { QT_DATA_DIR: 'state', QT_REPLAY_FILE: '../btc.csv' });
    expect(dataDir).toBe(join(root, 'state'));
    expect(env['QT_REPLAY_FILE']).toBe(join(root, '../btc.csv'));
  });

  test('never starts the simulator on the live market', () => {
    expect(readSettings(root, [], { QT_MARKET: 'live' }).services).not.toContain('market-sim');
    expect(readSettings(root, [], {}).services).toContain('market-sim');
  });

  test('names what it expected', () => {
    expect(() => readSettings(root, ['--fast'], {})).toThrow("arguments: expected --json or none, actual '--fast'");
    expect(() => readSettings(root, [], { QT_RESTART: 'maybe' })).toThrow('QT_RESTART: expected always or never');
  });
});

test('a service bound to every address is reached through loopback', () => {
  expect(addressOf('api', { QT_HOST: '0.0.0.0', QT_API_PORT: '9000' })).toBe('http://127.0.0.1:9000');
  expect(addressOf('risk-guard', {})).toBe('http://127.0.0.1:8003');
});
