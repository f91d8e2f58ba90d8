import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { EVENTS } from '@qt/catalogue';
import { describe, expect, test } from 'vitest';
import { DASHBOARDS } from '../../alerts/alert.ts';
import { builtDashboards } from '../../dashboards/index.ts';
import { dashboardProblems, panelsOf } from './dashboards.ts';

/** A dashboard without problems, then changed by `spoil`. */
function risk(spoil: (dashboard: dashboard.Dashboard) => void = () => {}): dashboard.Dashboard {
  const [found] = builtDashboards().filter(({ uid }) => uid === DASHBOARDS.risk);
  if (found === undefined) throw new Error('expected the dashboard qt-risk');
  spoil(found);
  return { ...found, links: [] };
}
const panel = (of: dashboard.Dashboard, title: string): dashboard.Panel & { targets: { expr: string }[] } => {
  const found = panelsOf(of).find((each) => each.title === title);
  if (found === undefined) throw new Error(`expected the panel ${title}`);
  return found as never;
};
const asks = (title: string, from: string, to: string) => (of: dashboard.Dashboard) => {
  for (const target of panel(of, title).targets) target.expr = target.expr.replaceAll(from, to);
};

describe('the dashboards', () => {
  test('have no problems', () => {
    expect(dashboardProblems(builtDashboards())).toEqual([]);
  });

  test('are those that the alerts link to', () => {
    expect(builtDashboards().map(({ uid }) => uid)).toEqual(Object.values(DASHBOARDS));
  });

  test('are the same each time they are built', () => {
    expect(JSON.stringify(builtDashboards())).toBe(JSON.stringify(builtDashboards()));
  });

  test('name their source', () => {
    for (const { description } of builtDashboards()) expect(description).toContain('packages/monitoring');
  });
});

describe('a problem is reported with its dashboard and panel:', () => {
  const KILL = "dashboard qt-risk: panel 'Kill switch': ";
  const DENIED = "dashboard qt-risk: panel 'Denied orders': query A: ";
  test.each<[string, (of: dashboard.Dashboard) => void, string]>([
    [
      'an unknown metric',
      asks('Kill switch', 'qt_risk_kill_switch_engaged', 'qt_kill_switch'),
      `${KILL}query A: expected a metric of the catalogue, actual 'qt_kill_switch'`,
    ],
    [
      'a value outside its closed set',
      asks('Orders denied', '"denied"', '"refused"'),
      "dashboard qt-risk: panel 'Orders denied': query A: qt_risk_decisions_total: label decision expected one of allowed, denied, actual 'refused'",
    ],
    [
      'a query that ignores the chosen service',
      asks(
        'Kill switch',
        'qt_risk_kill_switch_engaged{job=~"$job", instance=~"$instance"}',
        'qt_risk_kill_switch_engaged{}',
      ),
      `${KILL}query A: expected job=~"$job" and instance=~"$instance", actual qt_risk_kill_switch_engaged{}`,
    ],
    [
      'a counter without rate',
      (of) => {
        const [target] = panel(of, 'Kill switch').targets;
        if (target) target.expr = 'max(qt_risk_decisions_total{job=~"$job", instance=~"$instance"})';
      },
      `${KILL}query A: expected rate or increase of a counter, actual qt_risk_decisions_total{job=~"$job", instance=~"$instance"}`,
    ],
    [
      'lines of every environment',
      asks('Denied orders', '=~"$environment"', '=~".+"'),
      `${DENIED}expected the chosen environment, actual all of them`,
    ],
    [
      'an unknown event',
      asks('Denied orders', 'risk.denied', 'risk.refused'),
      `${DENIED}the line: label event expected one of ${Object.keys(EVENTS).join(', ')}, actual 'risk.refused'`,
    ],
    [
      'a stream label that Loki does not index',
      asks('Denied orders', 'service_name', 'service'),
      `${DENIED}the stream has no label 'service', expected one of service_name, deployment_environment_name`,
    ],
    [
      'a field that lines do not have',
      asks('Denied orders', '{{.limit}}', '{{.cap}}'),
      `${DENIED}the template's .cap is neither a label of the line nor extracted from it`,
    ],
    [
      'broken LogQL',
      asks('Denied orders', '| line_format', '| | line_format'),
      `${DENIED}expected LogQL, actual '| line_format \`{{.symbol}}  {{.message}}'`,
    ],
    [
      'no description',
      (of) => void delete panel(of, 'Kill switch').description,
      `${KILL}expected a description, actual none`,
    ],
    [
      'an unknown unit',
      (of) => {
        const { fieldConfig } = panel(of, 'Kill switch');
        if (fieldConfig) fieldConfig.defaults.unit = 'dollars';
      },
      `${KILL}expected a unit of Grafana, actual 'dollars'`,
    ],
    [
      'a data source that cannot be chosen',
      (of) => {
        panel(of, 'Kill switch').datasource = { type: 'prometheus', uid: 'mine' };
      },
      `${KILL}expected a data source that is a variable, actual 'mine'`,
    ],
    [
      'no legend',
      (of) => {
        for (const target of panel(of, 'Kill switch').targets) Object.assign(target, { legendFormat: '' });
      },
      `${KILL}query A: expected a legend, actual none`,
    ],
    [
      'no query',
      (of) => {
        panel(of, 'Kill switch').targets = [];
      },
      `${KILL}expected a query, actual none`,
    ],
    [
      'overlapping panels',
      (of) => {
        const { gridPos } = panel(of, 'Loss against limit');
        if (gridPos) gridPos.x = 4;
      },
      `${KILL}expected no overlap, actual one with 'Loss against limit'`,
    ],
    [
      'a variable that nothing uses',
      (of) => {
        of.templating?.list?.push({ type: 'textbox', name: 'idle', label: 'Idle' } as never);
      },
      'dashboard qt-risk: variable idle: expected a query that uses it, actual none',
    ],
    [
      'a variable over an unknown label',
      (of) => {
        const job = of.templating?.list?.find(({ name }) => name === 'job');
        if (job) job.query = { query: 'label_values(target_info, pod)' };
      },
      "dashboard qt-risk: variable job: expected a label of target_info, actual 'pod'",
    ],
    [
      'a missing variable',
      (of) => {
        if (of.templating?.list) of.templating.list = of.templating.list.filter(({ name }) => name !== 'instance');
      },
      'dashboard qt-risk: expected the variable instance, actual none',
    ],
    [
      'an editable dashboard',
      (of) => {
        of.editable = true;
      },
      'dashboard qt-risk: expected a read-only dashboard, actual an editable one',
    ],
  ])('%s', (_, spoil, problem) => {
    expect(dashboardProblems([risk(spoil)])).toContain(problem);
  });

  test('a latency panel without exemplars', () => {
    const [overview] = builtDashboards().filter(({ uid }) => uid === DASHBOARDS.overview);
    if (overview === undefined) throw new Error('expected the overview');
    for (const target of panel(overview, 'API latency').targets) Object.assign(target, { exemplar: false });
    expect(dashboardProblems([{ ...overview, links: [] }])).toEqual([
      "dashboard qt-service-overview: panel 'API latency': expected 1 query with exemplars, actual 0",
    ]);
  });

  test('a duplicate uid', () => {
    expect(dashboardProblems([risk(), risk()])).toEqual([
      'dashboard qt-risk: expected a unique uid, actual one of another dashboard',
    ]);
  });

  test('a link to an unknown dashboard', () => {
    const of = { ...risk(), links: [{ url: '/d/qt-elsewhere?x' } as dashboard.DashboardLink] };
    expect(dashboardProblems([of])).toEqual([
      "dashboard qt-risk: expected links to our dashboards, actual 'qt-elsewhere'",
    ]);
  });
});
