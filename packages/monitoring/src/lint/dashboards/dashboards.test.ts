import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { EVENTS } from '@qt/catalogue';
import { describe, expect, test } from 'vitest';
import { DASHBOARDS, type Dashboard } from '../../alerts/alert.ts';
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

  test.each<[Dashboard, readonly string[]]>([
    [
      'overview',
      [
        'May orders go out?',
        'Firing alerts',
        'Error rate',
        'Latency, p95',
        'Error budget left, 30 days',
        'Newest signal',
        'Next run in',
        'Loss against limit',
      ],
    ],
    [
      'risk',
      [
        'May orders go out?',
        'Firing alerts',
        'Kill switch',
        'Trading state',
        'Loss against limit',
        'Loss left',
        'Drawdown',
        'Open positions',
      ],
    ],
  ])('begin with what one looks at first: %s', (id, titles) => {
    const found = builtDashboards().find(({ uid }) => uid === DASHBOARDS[id]);
    const shown = found === undefined ? [] : panelsOf(found).map(({ title }) => title);
    expect(shown.slice(0, titles.length)).toEqual(titles);
  });

  test('show three days of retraining, whatever time is chosen', () => {
    const timeline = builtDashboards()
      .flatMap(panelsOf)
      .filter(({ title }) => title === 'Retrain jobs');
    expect(timeline.map(({ timeFrom }) => timeFrom)).toEqual(['3d']);
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
        'qt_risk_kill_switch_engaged{job=~"(.+/)?$job", instance=~"$instance"}',
        'qt_risk_kill_switch_engaged{}',
      ),
      `${KILL}query A: expected job=~"(.+/)?$job" and instance=~"$instance", actual qt_risk_kill_switch_engaged{}`,
    ],
    [
      'a counter without rate',
      (of) => {
        const [target] = panel(of, 'Kill switch').targets;
        if (target) target.expr = 'max(qt_risk_decisions_total{job=~"(.+/)?$job", instance=~"$instance"})';
      },
      `${KILL}query A: expected rate or increase of a counter, actual qt_risk_decisions_total{job=~"(.+/)?$job", instance=~"$instance"}`,
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
        const { gridPos } = panel(of, 'Trading state');
        if (gridPos) gridPos.x = 16;
      },
      `${KILL}expected no overlap, actual one with 'Trading state'`,
    ],
    [
      'a first section that does not end on the first screen',
      (of) => {
        const { gridPos } = panel(of, 'Drawdown');
        if (gridPos) gridPos.h = 9;
      },
      "dashboard qt-risk: panel 'Drawdown': expected to end within the 12 rows of the first screen",
    ],
    [
      'a first section without the firing alerts',
      asks('Firing alerts', 'firing', 'pending'),
      'dashboard qt-risk: expected the firing alerts in the first section, actual none',
    ],
    [
      'a rate over fewer than four pushes',
      asks('Fills', '$__rate_interval', '2m'),
      'dashboard qt-risk: panel \'Fills\': query A: expected $__rate_interval for rate, actual qt_fills_total{job=~"(.+/)?$job", instance=~"$instance"}[2m]',
    ],
    [
      'a rate of the last two samples',
      asks('Fills', 'rate(qt', 'irate(qt'),
      'dashboard qt-risk: panel \'Fills\': query A: expected rate for irate, actual qt_fills_total{job=~"(.+/)?$job", instance=~"$instance"}[$__rate_interval]',
    ],
    [
      'a link that loses the time range',
      (of) => {
        const [link] = panel(of, 'Fills').fieldConfig?.defaults.links ?? [];
        Object.assign(link ?? {}, { url: String(Object(link).url).replaceAll('__from', 'from') });
      },
      "dashboard qt-risk: panel 'Fills': link 'Fills at this time': expected to carry the time range",
    ],
    [
      'a link that loses the environment',
      (of) => {
        const [link] = panel(of, 'Fills').fieldConfig?.defaults.links ?? [];
        Object.assign(link ?? {}, { url: String(Object(link).url).replaceAll('environment:pipe', 'job') });
      },
      "dashboard qt-risk: panel 'Fills': link 'Fills at this time': expected to carry the environment",
    ],
    [
      'a link with an unknown event',
      (of) => {
        const [link] = panel(of, 'Fills').fieldConfig?.defaults.links ?? [];
        Object.assign(link ?? {}, { url: String(Object(link).url).replaceAll('order.filled', 'order.done') });
      },
      `dashboard qt-risk: panel 'Fills': link 'Fills at this time': the line: label event expected one of ${Object.keys(EVENTS).join(', ')}, actual 'order.done'`,
    ],
    [
      'a read of all logs',
      asks('Denied orders', 'service_name="qt-risk-guard"', 'service_name=~"$job"'),
      "dashboard qt-risk: panel 'Denied orders': expected a service, a typed id or a collapsed row, actual a read of all logs",
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

  test('a series of a watcher without its job', () => {
    const [telemetry] = builtDashboards().filter(({ uid }) => uid === DASHBOARDS.telemetry);
    if (telemetry === undefined) throw new Error('expected the dashboard qt-telemetry');
    asks('Series in Prometheus', 'job="prometheus"', '')(telemetry);
    expect(dashboardProblems([{ ...telemetry, links: [] }])).toEqual([
      "dashboard qt-telemetry: panel 'Series in Prometheus': query A: expected the job that exports it, actual prometheus_tsdb_head_series{}",
    ]);
  });

  test('a duplicate uid', () => {
    expect(dashboardProblems([risk(), risk()])).toEqual([
      'dashboard qt-risk: expected a unique uid, actual one of another dashboard',
    ]);
  });

  test('a link to an unknown dashboard', () => {
    const link = { title: 'There', url: '/d/qt-elsewhere?x', keepTime: false } as dashboard.DashboardLink;
    const of = { ...risk(), links: [link] };
    expect(dashboardProblems([of])).toEqual([
      "dashboard qt-risk: link 'There': expected links to our dashboards, actual 'qt-elsewhere'",
      "dashboard qt-risk: link 'There': expected to carry the time range",
      "dashboard qt-risk: link 'There': expected to carry the environment",
    ]);
  });
});
