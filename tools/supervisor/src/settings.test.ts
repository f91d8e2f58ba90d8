import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addressOf, readSettings } from './settings.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'qt-settings-'));
  mkdirSync(join(root, '.qt'));
  mkdirSync(join(root, 'state'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('readSettings', () => {
  test('makes an admin token that only its owner may read, and keeps it', () => {
    const first = readSettings(root, ['start'], {}).env['QT_ADMIN_TOKEN'];
    expect(statSync(join(root, '.qt/admin-token')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(root, '.qt/admin-token'), 'utf8').trim()).toBe(first);
    expect(readSettings(root, ['start'], {}).env['QT_ADMIN_TOKEN']).toBe(first);
  });

  test('takes the tokens that are given', () => {
    const env = { QT_ADMIN_TOKEN: 'given-admin', QT_SERVICE_TOKEN: 'given-service' };
    expect(readSettings(root, ['start'], env).envOf('risk-guard')).toMatchObject(env);
  });

  test('makes paths absolute, since services start in their own folders', () => {
    const { dataDir, env } = readSettings(root, ['start'], { QT_DATA_DIR: 'state', QT_REPLAY_FILE: '../btc.csv' });
    expect(dataDir).toBe(join(root, 'state'));
    expect(env['QT_DATA_DIR']).toBe(dataDir);
    expect(env['QT_REPLAY_FILE']).toBe(join(root, '../btc.csv'));
  });

  test('never starts the simulator on the live market', () => {
    expect(readSettings(root, ['start'], { QT_MARKET: 'live' }).services).not.toContain('market-sim');
    expect(readSettings(root, ['start'], {}).services).toContain('market-sim');
  });

  test('keeps the state of each market apart, and the tokens and logs of all together', () => {
    const replay = { QT_MARKET: 'replay', QT_REPLAY_FILE: 'data/btc-2022.csv.gz' };
    const stateOf = (env: NodeJS.ProcessEnv) => readSettings(root, ['start'], env).env['QT_DATA_DIR'];
    const folders = [{}, { QT_MARKET: 'live' }, replay].map(stateOf);
    expect(folders).toEqual(['.qt', '.qt/live', '.qt/replay-btc-2022'].map((folder) => join(root, folder)));
    expect(readSettings(root, ['start'], { QT_MARKET: 'live' }).dataDir).toBe(join(root, '.qt'));
  });

  test('lets services find each other on the address that they listen on', () => {
    const env = { QT_HOST: '::1', QT_API_PORT: '9000', QT_RISK_GUARD_URL: 'http://guard:8003' };
    expect(readSettings(root, ['start'], env).envOf('scheduler')).toMatchObject({
      QT_API_URL: 'http://[::1]:9000',
      QT_RISK_GUARD_URL: 'http://guard:8003',
    });
  });

  test('uses no proxy of the environment between services', () => {
    const env = { HTTP_PROXY: 'http://proxy:3128', NO_PROXY: 'intranet.example', QT_HOST: '10.0.0.5' };
    const { NO_PROXY = '' } = readSettings(root, ['start'], env).envOf('api');
    expect(NO_PROXY.split(',')).toEqual(
      expect.arrayContaining(['intranet.example', '127.0.0.1', 'localhost', '10.0.0.5']),
    );
  });

  test('names what it expected', () => {
    expect(() => readSettings(root, ['start', '--fast'], {})).toThrow(
      "arguments: expected --json or none, actual '--fast'",
    );
    expect(() => readSettings(root, ['start'], { QT_RESTART: 'maybe' })).toThrow(
      'QT_RESTART: expected always or never',
    );
  });
});

test('a service bound to every address is reached through loopback', () => {
  expect(addressOf('api', { QT_HOST: '0.0.0.0', QT_API_PORT: '9000' })).toBe('http://127.0.0.1:9000');
  expect(addressOf('risk-guard', {})).toBe('http://127.0.0.1:8003');
  expect(addressOf('api', { QT_HOST: '::' })).toBe('http://[::1]:8000');
});
