import { describe, expect, test } from 'vitest';
import { ALERTS } from '../alerts/index.ts';
import { WATCHDOG } from '../alerts/telemetry.ts';
import { routeOf } from './index.ts';

describe('routing', () => {
  test.each(ALERTS)('$name ($severity) goes to the receiver of its severity', ({ name, severity }) => {
    const expected = { high: 'pagerduty-and-slack', medium: 'slack-or-teams' };
    expect(routeOf({ name, severity }).receiver).toBe(expected[severity]);
  });

  test('the dead man’s switch goes only to the heartbeat, and often', () => {
    expect(routeOf({ name: WATCHDOG.name })).toMatchObject({ receiver: 'heartbeat', repeatInterval: '1m' });
  });

  test('an alert of another rule file without a severity is not lost', () => {
    expect(routeOf({ name: 'SomebodyElses' }).receiver).toBe('slack-or-teams');
  });
});
