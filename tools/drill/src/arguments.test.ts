import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

test('without arguments: every drill at × 30, scraped', () => {
  expect(readArguments([])).toEqual({ what: 'drills', factor: 30, path: 'scrape', write: false, alerts: [] });
});

test('alerts, scale, path and page', () => {
  expect(readArguments(['RiskGuardDown', '--scale', '10', '--path', 'otlp', '--write', 'Watchdog'])).toEqual({
    what: 'drills',
    factor: 10,
    path: 'otlp',
    write: true,
    alerts: ['RiskGuardDown', 'Watchdog'],
  });
});

test('the silent day has a scale of its own', () => {
  expect(readArguments(['silent'])).toMatchObject({ what: 'silent', factor: 4 });
});

test('a live drill: addresses of the command line before those of the environment, and a halt only if asked for', () => {
  const env = { QT_ALERTMANAGER_URL: 'http://am:9093', QT_RISK_GUARD_URL: 'http://guard:8003/', QT_ADMIN_TOKEN: 't' };
  const deployment = {
    api: 'http://api:8000',
    prometheus: 'http://prom:9090',
    alertmanager: 'http://am:9093',
    riskGuard: 'http://guard:8003',
    adminToken: 't',
    allowHalt: false,
  };
  const args = ['--live', '--url', 'http://api:8000/', '--prometheus', 'http://prom:9090'];
  expect(readArguments(args, env)).toEqual({ what: 'live', deployment });
  expect(readArguments([...args, '--allow-halt'], env)).toMatchObject({ deployment: { allowHalt: true } });
  expect(readArguments([...args, '--allow-halt'])).toEqual({
    problem: 'QT_ADMIN_TOKEN: expected the token, actual unset',
  });
});

test.each([
  [['--live'], "--url: expected a URL, actual 'nothing'"],
  [['--live', '--url', 'localhost'], "--url: expected a URL, actual 'localhost'"],
  [['Nonsense'], "expected an alert such as RiskGuardDown, actual 'Nonsense'"],
  [['--scale', '0'], "--scale: expected 1 to 60, actual '0'"],
  [['--path', 'carrier-pigeon'], "--path: expected scrape or otlp, actual 'carrier-pigeon'"],
])('%j is refused', (args, problem) => {
  expect(readArguments(args)).toEqual({ problem });
});
