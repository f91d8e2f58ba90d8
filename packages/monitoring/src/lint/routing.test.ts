import { describe, expect, test } from 'vitest';
import { ALERTS, WATCHDOG } from '../alerts/index.ts';
import { INHIBITIONS, ROUTING, type Selection } from '../routing/index.ts';
import { routingProblems } from './routing.ts';

const real = { alerts: ALERTS, watchdog: WATCHDOG.name, tree: ROUTING, inhibitions: INHIBITIONS };

describe('problems of the routing', () => {
  test('the shipped routing has none', () => {
    expect(routingProblems(real)).toEqual([]);
  });

  test('a route that no alert reaches is reported', () => {
    const medium = ALERTS.filter(({ severity }) => severity === 'medium');
    const inhibitions = INHIBITIONS.slice(0, 0);
    expect(routingProblems({ ...real, alerts: medium, inhibitions })).toEqual([
      'the route to pagerduty-and-slack: expected an alert that reaches it, actual none',
      'the receiver pagerduty-and-slack: expected an alert that reaches it, actual none',
    ]);
  });

  test('a route behind another that takes all its alerts is unreachable', () => {
    const [heartbeat, page] = ROUTING.routes;
    if (heartbeat === undefined || page === undefined) throw new Error('expected two routes');
    const routes = [heartbeat, page, { ...page, groupWait: '1h' }];
    expect(routingProblems({ ...real, tree: { ...ROUTING, routes } })).toEqual([
      'the route to pagerduty-and-slack: expected an alert that reaches it, actual none',
    ]);
  });

  test('an alert must not inhibit a more severe one', () => {
    const inhibitions = [{ why: '', source: { alert: 'ProviderCircuitOpen' }, targets: [{ alert: 'ApiErrorSpike' }] }];
    expect(routingProblems({ ...real, inhibitions })).toEqual([
      'the inhibition by ProviderCircuitOpen: expected it to be at least as severe as ApiErrorSpike, actual medium against high',
    ]);
  });

  test('an alert must not inhibit a condition that is more severe', () => {
    const by = (cause?: string) => ({
      why: '',
      source: { alert: 'ProviderCircuitOpen' },
      targets: [{ alert: 'ModelInferenceStale', ...(cause ? { labels: { cause: [cause] } } : {}) }],
    });
    const inhibitions = [by(), by('unwatched'), by('stale')];
    const problem =
      'the inhibition by ProviderCircuitOpen: expected it to be at least as severe as ModelInferenceStale, actual medium against high';
    expect(routingProblems({ ...real, inhibitions })).toEqual([problem, problem]);
  });

  test('a label that an alert never has is reported', () => {
    const selection: Selection = { alert: 'KillSwitchEngaged', labels: { job_id: ['signal_scan'] } };
    const inhibitions = [{ why: '', source: { alert: 'RiskGuardDown' }, targets: [selection] }];
    expect(routingProblems({ ...real, inhibitions })).toEqual([
      "the inhibition by RiskGuardDown: expected a label of KillSwitchEngaged, actual 'job_id'",
    ]);
  });

  test('an unknown alert or cause is reported', () => {
    const inhibitions = [
      { why: '', source: { alert: 'RiskGuardDown', labels: { cause: ['dead'] } }, targets: [{ alert: 'Nothing' }] },
    ];
    expect(routingProblems({ ...real, inhibitions })).toEqual([
      "the inhibition by RiskGuardDown: expected a cause of RiskGuardDown (gone), actual 'dead'",
      "the inhibition by RiskGuardDown: expected an alert of the catalogue, actual 'Nothing'",
    ]);
  });
});
