import { describe, expect, test } from 'vitest';
import { isBackground, parseLine, readable } from './line.ts';

const now = () => Date.UTC(2026, 0, 2, 3, 4, 5);
const parse = (fields: object) =>
  parseLine(
    JSON.stringify({ timestamp: '2026-01-02T03:04:05.678Z', level: 'info', message: 'm', ...fields }),
    'api',
    'stdout',
    now,
  );

describe('a line of a service', () => {
  test('is shown with time, service, event, message and its own fields', () => {
    const line = parse({
      event: 'risk.denied',
      message: 'order denied',
      service: 'qt-api',
      symbol: 'BTCUSDT',
      limit: 3,
    });
    expect(readable(line, 'risk-guard', false)).toBe(
      '03:04:05 risk-guard           risk.denied: order denied symbol=BTCUSDT limit=3',
    );
  });

  test('shows of an error what it says; where it came from is in the log file', () => {
    const error = {
      type: 'Error',
      message: 'connect ECONNREFUSED',
      stack: 'Error: connect ECONNREFUSED\n    at a.js:1',
    };
    expect(readable(parse({ error }), 'api', false)).toBe('03:04:05 api                  m error=connect ECONNREFUSED');
  });

  test('that is not JSON is wrapped, so that the log file stays JSON lines', () => {
    expect(parseLine('(node:1) Warning: x', 'api', 'stderr', now)).toEqual({
      timestamp: '2026-01-02T03:04:05.000Z',
      level: 'warn',
      message: '(node:1) Warning: x',
      service: 'qt-api',
      stream: 'stderr',
    });
  });

  test.each([
    [{ event: 'request.completed', route: '/health/ready', status_code: 503 }, true],
    [{ message: 'retrain progress', progress: 0.2 }, true],
    [{ event: 'request.completed', route: '/health/ready', status_code: 200 }, true],
    [{ event: 'request.completed', route: '/api/trades', status_code: 403 }, false],
    [{ event: 'request.completed', route: '/internal/scan', status_code: 200 }, true],
    [{ event: 'request.completed', service: 'qt-market-sim', route: '/api/v3/klines', status_code: 500 }, true],
    [{ event: 'request.completed', service: 'qt-market-sim', route: '/sim/faults/:provider', status_code: 400 }, false],
    [{ event: 'risk.denied' }, false],
    [{ level: 'debug' }, true],
  ])('%j is background: %s', (fields, background) => {
    expect(isBackground(parse(fields))).toBe(background);
  });
});
