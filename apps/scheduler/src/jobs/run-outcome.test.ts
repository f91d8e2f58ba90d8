import { describe, expect, test } from 'vitest';
import { reportOutcome } from './run-outcome.ts';

const report = (failures: { symbol?: string; profile?: 'balanced'; provider?: 'binance'; error: string }[]) =>
  reportOutcome({
    ok: true,
    status: 200,
    body: {
      symbols_done: 2,
      decisions: { buy: 0, sell: 0, hold: 2 },
      orders: 0,
      denials: {},
      failures: failures.map((failure) => ({ symbol: null, profile: null, provider: null, ...failure })),
    },
  });

describe('the report of the API', () => {
  test('without failures is a success', () => {
    expect(report([])).toEqual({ status: 'success', symbolsDone: 2 });
  });

  test('with failures is degraded, with what failed and why', () => {
    const failures = [
      { symbol: 'BTCUSDT', provider: 'binance' as const, error: 'time-out' },
      { symbol: 'ETHUSDT', provider: 'binance' as const, error: 'time-out' },
      { profile: 'balanced' as const, error: 'no model' },
      { error: 'a fourth' },
    ];
    expect(report(failures)).toEqual({
      status: 'degraded',
      symbolsDone: 2,
      errorsByProvider: { binance: 2, 'qt-api': 2 },
      error: 'BTCUSDT: time-out; ETHUSDT: time-out; balanced: no model; and 1 more',
    });
  });

  test('that is missing because the API is down or refuses is degraded, with the reason', () => {
    const error = { code: 'unreachable', message: 'POST http://x/internal/scan: ECONNREFUSED', request_id: '' };
    expect(reportOutcome({ ok: false, status: null, error })).toEqual({
      status: 'degraded',
      symbolsDone: 0,
      errorsByProvider: { 'qt-api': 1 },
      error: 'qt-api: unreachable: POST http://x/internal/scan: ECONNREFUSED',
    });
    const refusal = { code: 'unauthorized', message: 'Authorization: expected …', request_id: 'r' };
    expect(reportOutcome({ ok: false, status: 401, error: refusal })).toMatchObject({
      error: 'qt-api: 401 unauthorized: Authorization: expected …',
    });
  });
});
