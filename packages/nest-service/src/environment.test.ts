import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BadEnvironment, field, readEnvironment } from './environment.ts';
import { serviceEnvironment } from './service-environment.ts';

const schema = z.object({
  QT_API_PORT: field.port(8000),
  QT_MAX_DAILY_LOSS: field.amount('500'),
  QT_SCALE: field.number({ default: 2 }),
  QT_KILL_SWITCH: field.flag(false),
  QT_ADMIN_TOKEN: field.secret(),
  QT_SYMBOLS: field.symbols(['BTCUSDT']),
});

function faultsOf(env: NodeJS.ProcessEnv): string {
  try {
    readEnvironment(schema, env);
  } catch (error) {
    if (error instanceof BadEnvironment) return error.message;
  }
  throw new Error('expected a BadEnvironment');
}

describe('readEnvironment', () => {
  test('takes the defaults for what is unset or set to nothing', () => {
    expect(readEnvironment(schema, { QT_API_PORT: '' })).toEqual({
      QT_API_PORT: 8000,
      QT_MAX_DAILY_LOSS: '500',
      QT_SCALE: 2,
      QT_KILL_SWITCH: false,
      QT_SYMBOLS: ['BTCUSDT'],
    });
  });

  test('lists every fault at once, with variable, expected and actual', () => {
    expect(faultsOf({ QT_API_PORT: '70000', QT_MAX_DAILY_LOSS: 'abc', QT_SCALE: '0', QT_KILL_SWITCH: 'maybe' })).toBe(
      [
        "QT_API_PORT: expected a port from 0 to 65535, actual '70000'",
        "QT_MAX_DAILY_LOSS: expected a decimal number above 0, actual 'abc'",
        "QT_SCALE: expected a number above 0, actual '0'",
        "QT_KILL_SWITCH: expected 1, 0, true or false, actual 'maybe'",
      ].join('\n'),
    );
  });

  test('never repeats a secret', () => {
    expect(faultsOf({ QT_ADMIN_TOKEN: 'hunter2' })).toBe(
      'QT_ADMIN_TOKEN: expected at least 8 characters, actual a secret value',
    );
  });

  test.each(['1e999', '-1', '0', '0.000', '1,5', 'NaN', ' '])('refuses %j as an amount', (value) => {
    expect(faultsOf({ QT_MAX_DAILY_LOSS: value })).toContain('QT_MAX_DAILY_LOSS: expected a decimal number above 0');
  });

  test.each(['BTCUSDT,BTCUSDT', 'btcusdt', 'BTCUSDT,', 'BTCEUR'])('refuses %j as a list of symbols', (value) => {
    expect(faultsOf({ QT_SYMBOLS: value })).toContain('QT_SYMBOLS: expected a comma-separated list');
  });

  test('every service starts on defaults alone', () => {
    expect(readEnvironment(serviceEnvironment, {})).toMatchObject({
      QT_HOST: '127.0.0.1',
      QT_SYMBOLS: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
      QT_PROFILES: ['conservative', 'balanced', 'aggressive'],
    });
  });
});
