import { BadEnvironment } from '@qt/nest-service';
import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';

function faultsOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    if (error instanceof BadEnvironment) return error.message;
    throw error;
  }
}

test('without any variable, the API listens on loopback and each profile calls somebody below 0.55', () => {
  const config = readConfig({});
  expect(config).toMatchObject({ QT_HOST: '127.0.0.1', QT_API_PORT: 8000, QT_PAPER_BALANCE: '100000' });
  expect([...config.confidenceThresholds]).toEqual([
    ['conservative', 0.55],
    ['balanced', 0.55],
    ['aggressive', 0.55],
  ]);
});

test('a profile has its own confidence threshold, and one that is not configured has none', () => {
  const env = { QT_PROFILES: 'balanced,conservative', QT_CONFIDENCE_THRESHOLD_BALANCED: '0.7' };
  expect([...readConfig(env).confidenceThresholds]).toEqual([
    ['conservative', 0.55],
    ['balanced', 0.7],
  ]);
});

test('on a host that other machines reach, the start refuses without a token', () => {
  expect(faultsOf({ QT_HOST: '0.0.0.0' })).toMatch(/^QT_API_TOKEN: expected a token, because QT_HOST/);
  expect(faultsOf({ QT_HOST: '0.0.0.0', QT_API_TOKEN: 'long enough' })).toBe('');
});

test('all faults are listed at once, each with its variable, and no secret is repeated', () => {
  const faults = faultsOf({
    QT_HOST: '0.0.0.0',
    QT_API_PORT: 'http',
    QT_PROFILES: 'balanced,reckless',
    QT_CONFIDENCE_THRESHOLD_BALANCED: '55',
    QT_MODEL_MAX_AGE_HOURS: '-1',
    QT_SERVICE_TOKEN: 'hush',
  });
  expect(faults.split('\n').map((line) => line.split(':')[0])).toEqual([
    'QT_PROFILES',
    'QT_SERVICE_TOKEN',
    'QT_API_PORT',
    'QT_MODEL_MAX_AGE_HOURS',
    'QT_CONFIDENCE_THRESHOLD_BALANCED',
    'QT_API_TOKEN',
  ]);
  expect(faults).not.toContain('hush');
});

describe('an executor that is an exchange', () => {
  const keys = { QT_EXECUTOR: 'binance', QT_BINANCE_API_KEY: 'a-long-key', QT_BINANCE_API_SECRET: 'a-long-secret' };

  test('is the testnet, with two secrets', () => {
    expect(faultsOf(keys)).toBe('');
    expect(faultsOf({ QT_EXECUTOR: 'binance' }).split('\n')).toEqual([
      'QT_BINANCE_API_KEY: expected a secret, because QT_EXECUTOR is binance, actual nothing',
      'QT_BINANCE_API_SECRET: expected a secret, because QT_EXECUTOR is binance, actual nothing',
    ]);
  });

  test.each(['https://api.binance.com', 'https://testnet.binance.vision.example.com'])(
    'at %s needs a second word',
    (url) => {
      const live = { ...keys, QT_BINANCE_TRADING_URL: url };
      expect(faultsOf(live)).toMatch(/^QT_LIVE_TRADING: expected yes-real-money, because QT_BINANCE_TRADING_URL/);
      expect(faultsOf({ ...live, QT_LIVE_TRADING: 'yes' })).toMatch(
        /^QT_LIVE_TRADING: expected one of no, yes-real-money/,
      );
      expect(faultsOf({ ...live, QT_LIVE_TRADING: 'yes-real-money' })).toBe('');
    },
  );

  test('on this machine needs none', () => {
    expect(faultsOf({ ...keys, QT_BINANCE_TRADING_URL: 'http://127.0.0.1:8010' })).toBe('');
  });
});
