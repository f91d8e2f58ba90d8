import { expect, test } from 'vitest';
import { liveValues } from './live-value.ts';

const API = `"\${QT_API_URL:-http://127.0.0.1:8000}`;

test.each([
  [
    `curl -sSf ${API}/metrics" | grep '^qt_trading_allowed'`,
    { path: '/metrics', pattern: '^qt_trading_allowed', matches: false },
  ],
  [
    `curl -sS --max-time 5 ${API}/health" | grep -oE '"trading":\\{[^}]*\\}'`,
    { path: '/health', pattern: '"trading":\\{[^}]*\\}', matches: true },
  ],
  [
    `curl -sSf "\${QT_RISK_GUARD_URL:-x}/risk" | grep -o '"kill_switch":{[^}]*}'`,
    { path: '/health/risk', pattern: '"kill_switch":\\{[^}]*\\}', matches: true },
  ],
  [
    `curl -sSf "\${QT_SCHEDULER_URL:-x}/health/scheduler" | grep -E 'a|b'`,
    { path: '/health/scheduler', pattern: 'a|b', matches: false },
  ],
  [
    `curl -sSf ${API}/health" | grep -oE '"a":\\[[^]]*\\]'`,
    { path: '/health', pattern: '"a":\\[[^\\]]*\\]', matches: true },
  ],
])('%s can be shown live', (command, value) => {
  expect(liveValues(`${command}\n# → x`)).toEqual([value]);
  expect(() => new RegExp(value.pattern)).not.toThrow();
});

test.each([
  `curl -sSf -X POST ${API}/api/positions/close" | grep '{'`,
  `curl -sSf "\${QT_SCHEDULER_URL:-x}/metrics" | grep '^qt_clock_offset_seconds'`,
  `curl -sSf ${API}/metrics" | grep '^a' | sort`,
  'docker compose ps',
])('%s cannot', (command) => {
  expect(liveValues(command)).toEqual([]);
});
