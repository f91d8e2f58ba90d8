import { amount } from '@qt/domain';
import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';

describe('the configuration', () => {
  test("has the operator's defaults", () => {
    const { limits, ...environment } = readConfig({});
    expect(environment).toMatchObject({ QT_RISK_GUARD_PORT: 8003, QT_KILL_SWITCH: false, QT_HOST: '127.0.0.1' });
    expect(limits).toMatchObject({
      allowedSymbols: new Set(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']),
      maxNotionalPerTrade: amount('1000'),
      maxDailyLoss: amount('500'),
      maxPriceAgeMs: 90_000,
      failsafeResetMs: 3_600_000,
    });
  });

  test('allows the symbols that are traded, unless others are named', () => {
    expect(readConfig({ QT_SYMBOLS: 'SOLUSDT' }).limits.allowedSymbols).toEqual(new Set(['SOLUSDT']));
    const both = { QT_SYMBOLS: 'SOLUSDT,BTCUSDT', QT_ALLOWED_SYMBOLS: 'BTCUSDT' };
    expect(readConfig(both).limits.allowedSymbols).toEqual(new Set(['BTCUSDT']));
  });

  test('takes 0 minutes for a fail-safe that only a reset ends', () => {
    expect(readConfig({ QT_FAILSAFE_RESET_MINUTES: '0' }).limits.failsafeResetMs).toBeNull();
  });

  test('has a largest quantity for each symbol that has one, and none for a symbol that may not be ordered', () => {
    const { limits } = readConfig({ QT_MAX_QUANTITY_BTCUSDT: '0.5', QT_MAX_QUANTITY_ETHUSDT: '' });
    expect(limits.maxQuantity).toEqual(new Map([['BTCUSDT', amount('0.5')]]));
    expect(() => readConfig({ QT_MAX_QUANTITY_BTCUSD: '0.5' })).toThrow(
      "QT_MAX_QUANTITY_BTCUSD: expected one of BTCUSDT, ETHUSDT, SOLUSDT after QT_MAX_QUANTITY_, actual 'BTCUSD'",
    );
    expect(() => readConfig({ QT_MAX_QUANTITY_BTCUSDT: '0' })).toThrow('QT_MAX_QUANTITY_BTCUSDT: expected a decimal');
  });

  test('lists every variable that does not fit', () => {
    const bad = {
      QT_MAX_DAILY_LOSS: 'abc',
      QT_MAX_NOTIONAL_PER_TRADE: '0',
      QT_KILL_SWITCH: 'on',
      QT_PRICE_BAND_PERCENT: '-1',
    };
    expect(() => readConfig(bad)).toThrow(
      [
        "QT_KILL_SWITCH: expected 1, 0, true or false, actual 'on'",
        "QT_MAX_NOTIONAL_PER_TRADE: expected a decimal number above 0, actual '0'",
        "QT_MAX_DAILY_LOSS: expected a decimal number above 0, actual 'abc'",
        "QT_PRICE_BAND_PERCENT: expected a decimal number above 0, actual '-1'",
      ].join('\n'),
    );
  });
});
