import { describe, expect, test } from 'vitest';
import { ALERTS } from '../alerts/index.ts';
import { WATCHDOG } from '../alerts/telemetry.ts';
import { INHIBITIONS, ROUTING, routeOf, routingFaults, type Selection } from './index.ts';

const real = { alerts: ALERTS, watchdog: WATCHDOG.name, tree: ROUTING, inhibitions: INHIBITIONS };

describe('who is told', () => {
  test.each(ALERTS)('$name ($severity) goes where its severity says', ({ name, severity }) => {
    const expected = { high: 'pagerduty-and-slack', medium: 'slack-or-teams' };
    expect(routeOf({ name, severity }).receiver).toBe(expected[severity]);
  });

  test('the dead man’s switch goes to the heartbeat alone, and often', () => {
    expect(routeOf({ name: WATCHDOG.name })).toMatchObject({ receiver: 'heartbeat', repeatInterval: '1m' });
  });

  test('an alert of another rule file without a severity is not lost', () => {
    expect(routeOf({ name: 'SomebodyElses' }).receiver).toBe('slack-or-teams');
  });
});

describe('faults of the routing', () => {
  test('the real one has none', () => {
    expect(routingFaults(real)).toEqual([]);
  });

  test('a route that nothing reaches is named', () => {
    const medium = ALERTS.filter(({ severity }) => severity === 'medium');
    const inhibitions = INHIBITIONS.slice(0, 0);
    expect(routingFaults({ ...real, alerts: medium, inhibitions })).toEqual([
      'the route to pagerduty-and-slack: expected an alert that reaches it, actual none',
      'the receiver pagerduty-and-slack: expected an alert that reaches it, actual none',
    ]);
  });

  test('a branch behind another that takes all its alerts is unreached', () => {
    const [heartbeat, page] = ROUTING.branches;
    if (heartbeat === undefined || page === undefined) throw new Error('expected two branches');
    const branches = [heartbeat, page, { ...page, groupWait: '1h' }];
    expect(routingFaults({ ...real, tree: { ...ROUTING, branches } })).toEqual([
      'the route to pagerduty-and-slack: expected an alert that reaches it, actual none',
    ]);
  });

  test('a lower severity may not silence a higher one', () => {
    const inhibitions = [{ why: '', source: { alert: 'ProviderCircuitOpen' }, silenced: [{ alert: 'ApiErrorSpike' }] }];
    expect(routingFaults({ ...real, inhibitions })).toEqual([
      'the inhibition by ProviderCircuitOpen: expected it to be at least as severe as ApiErrorSpike, actual medium against high',
    ]);
  });

  test('a label that an alert never has is named', () => {
    const selection: Selection = { alert: 'KillSwitchEngaged', labels: { job_id: ['signal_scan'] } };
    const inhibitions = [{ why: '', source: { alert: 'RiskGuardDown' }, silenced: [selection] }];
    expect(routingFaults({ ...real, inhibitions })).toEqual([
      "the inhibition by RiskGuardDown: expected a label of KillSwitchEngaged, actual 'job_id'",
    ]);
  });

  test('an alert or a cause that does not exist is named', () => {
    const inhibitions = [
      { why: '', source: { alert: 'RiskGuardDown', labels: { cause: ['dead'] } }, silenced: [{ alert: 'Nothing' }] },
    ];
    expect(routingFaults({ ...real, inhibitions })).toEqual([
      "the inhibition by RiskGuardDown: expected a cause of RiskGuardDown (gone), actual 'dead'",
      "the inhibition by RiskGuardDown: expected an alert of the catalogue, actual 'Nothing'",
    ]);
  });
});
