import { expect, test } from 'vitest';
import type { Result } from '../run/result.ts';
import { page } from './page.ts';

const RUN = { factor: 30, path: 'scrape', seconds: 319.4 };
const RESULT: Result = {
  drill: { alert: 'ClockSkew', fault: 'a clock is put off', end: 'it is put right', make: async () => () => {} },
  seconds: { pending: 1.04, firing: 11.5, notified: 12.3, inactive: 3, resolved: 10 },
  message: {
    at: 0,
    receiver: 'Slack',
    alert: 'ClockSkew',
    resolved: false,
    title: 'MEDIUM ClockSkew: Our clock is not that of binance (production)',
    text: 'They differ by 1.5 s.\n_Since_ …',
    runbookUrl: '',
    dashboardUrl: '',
  },
  health: 'ok; trading allowed',
  printed: 'http://127.0.0.1:20001 says 1.5\n/tmp/qt-drill-Abc1/data/logs',
  problems: [],
};

test('an alert has its stages, its message and what was printed, without what differs from run to run', () => {
  const text = page([RESULT], RUN);
  expect(text).toContain('This run: 1 of 1 drills as expected, at × 30, in 319 s; Prometheus scrapes the services.');
  expect(text).toContain(
    '| [ClockSkew](runbooks/ClockSkew.md) | a clock is put off | it is put right | 1.0 s | 11.5 s | 12.3 s | 3.0 s | 10.0 s |',
  );
  expect(text).toContain(
    '- Slack: **MEDIUM ClockSkew: Our clock is not that of binance (production)** They differ by 1.5 s.\n',
  );
  expect(text).toContain('  http://127.0.0.1:… says 1.5\n  $QT_DATA_DIR/logs\n');
  expect(text).not.toContain('Not as expected');
});

test('what failed or was skipped is said, and does not count as passed', () => {
  const skipped = { ...RESULT, skipped: 'root', seconds: {} };
  const text = page([{ ...RESULT, problems: ['expected a page, actual none'] }, skipped], RUN);
  expect(text).toContain('This run: 0 of 2 drills as expected');
  expect(text).toContain('- ClockSkew: expected a page, actual none\n');
  expect(text).toContain('- ClockSkew (a clock is put off): skipped, for want of root\n');
});
