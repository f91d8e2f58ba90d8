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
  expect(readArguments(['silent'])).toMatchObject({ what: 'silent', factor: 5 });
});

test.each([
  [['Nonsense'], "expected an alert such as RiskGuardDown, actual 'Nonsense'"],
  [['--scale', '0'], "--scale: expected 1 to 60, actual '0'"],
  [['--path', 'carrier-pigeon'], "--path: expected scrape or otlp, actual 'carrier-pigeon'"],
])('%j is refused', (args, problem) => {
  expect(readArguments(args)).toEqual({ problem });
});
