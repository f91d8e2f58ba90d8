import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DASHBOARDS } from '../../alerts/alert.ts';
import { ruleGroups } from '../../alerts/rules.ts';
import { builtDashboards } from '../../dashboards/index.ts';
import { promqlProblems } from '../../lint/promql.ts';
import { artefactsFor } from '../artefacts.ts';
import { dashboardFor } from './dashboards.ts';
import { ruleGroupsFor } from './rules.ts';
import { DEFAULTS, readSettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'qt-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function settingsOf(content: unknown) {
  const file = join(folder, 'monitoring.config.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readSettings(file);
}

const PRODUCTION = {
  selector: 'deployment_environment_name="production"',
  urls: { runbooks: 'https://qt.example/runbooks/', grafana: 'https://g.example', prometheus: 'https://p.example' },
  contact: 'AI Platform, +49 30 1234',
};

describe('a settings file', () => {
  test('that says nothing has the defaults, which change nothing', () => {
    expect(settingsOf({})).toEqual(DEFAULTS);
    expect(ruleGroupsFor(DEFAULTS, ruleGroups())).toEqual(ruleGroups());
    const built = builtDashboards();
    expect(built.map((each) => dashboardFor(DEFAULTS, each))).toEqual(built);
  });

  test.each([
    [
      { selector: 'a=~"b"' },
      `selector: expected matchers such as deployment_environment_name="production", actual 'a=~"b"'`,
    ],
    [{ urls: { grafana: 'g.example' } }, 'urls.grafana: expected an http(s) URL, actual "g.example"'],
    [
      { urls: { slack: 'x' } },
      'urls.slack: expected one of runbooks, grafana, prometheus, alertmanager, actual an unknown setting',
    ],
    [{ thresholds: { cacheMissShare: 60 } }, 'thresholds.cacheMissShare: expected a number below 1, actual 60'],
    [
      { thresholds: { cacheMiss: 0.6 } },
      'thresholds.cacheMiss: expected one of lateIntervals, degradedRunShare, apiErrorShare, cacheMissShare, ',
    ],
    [{ thresholds: { lateIntervals: 1 } }, 'thresholds.lateIntervals: expected a number of 2 or more, actual 1'],
    [{ contact: 'a {{ b }}' }, 'contact: expected a line without braces, actual "a {{ b }}"'],
    ['{', 'expected a JSON file, actual: '],
  ])('%j is refused by name', (content, problem) => {
    expect(() => settingsOf(content)).toThrow(`monitoring.config.json: ${problem}`);
  });
});

/** Series of Prometheus, Alertmanager and the Collector, which environments share. */
const OF_WATCHERS =
  /(?:(?:prometheus|alertmanager|otelcol)_\w+|up)\{job="(?:prometheus|alertmanager|otel-collector)"[^}]*\}/g;

test('thresholds change the rule and its text, and nothing else', () => {
  const { thresholds } = settingsOf({ thresholds: { cacheMissShare: 0.6, clockOffsetSeconds: 2.5 } });
  const rules = (groups: ReturnType<typeof ruleGroups>) =>
    groups.flatMap((group) => group.rules.map((rule) => JSON.stringify(rule)));
  const before = new Set(rules(ruleGroups()));
  const changed = rules(ruleGroups(thresholds)).filter((rule) => !before.has(rule));
  expect(changed).toHaveLength(2);
  expect(changed[0]).toMatch(/CacheMisses.*> 0\.6 \+ 1e-9.*more than 60 % of its lookups.*\(limit 60 %\)/);
  expect(changed[1]).toMatch(/ClockSkew.*> 2\.5".*\(limit 2\.5 s\)/);
});

test('a scheduler that may be late for three intervals is late in every rule that reads it', () => {
  const { thresholds } = settingsOf({ thresholds: { lateIntervals: 3, degradedRunShare: 0.4 } });
  const own = ruleGroups(thresholds).flatMap(({ rules }) =>
    rules.filter((rule) => 'alert' in rule && rule.alert === 'SchedulerStalled'),
  );
  const texts = own.map((rule) => JSON.stringify(rule));
  expect(texts.filter((text) => /instance\) 3 \* max by/.test(text))).toHaveLength(2);
  expect(texts.filter((text) => / 2 \* max by/.test(text))).toEqual([]);
  expect(texts[0]).toContain('more than 3 times its interval');
  expect(texts.filter((text) => text.includes('> 0.4 * sum_over_time'))).toHaveLength(1);
});

describe('what is made for production', () => {
  const settings = settingsOf(PRODUCTION);
  const rules = ruleGroupsFor(settings, ruleGroups()).flatMap((group) => group.rules);
  const alerts = rules.filter((rule) => 'alert' in rule);

  test('alerts have its environment, its links and its contact', () => {
    for (const { labels, annotations } of alerts) {
      expect(labels).toMatchObject({ deployment_environment_name: 'production', environment: 'production' });
      expect(annotations['contact']).toBe('AI Platform, +49 30 1234');
      expect(annotations['runbook_url']).toContain('{{ or $externalLabels.runbooks "https://qt.example/runbooks" }}/');
      expect(annotations['dashboard_url']).toContain('{{ or $externalLabels.grafana "https://g.example" }}/d/');
    }
  });

  test('queries in texts read only its series', () => {
    const texts = alerts.flatMap(({ labels, annotations }) => Object.values({ ...labels, ...annotations }));
    const queries = texts.join('\n').match(/(query|printf) "[^"]*qt_(\\"|[^"])*"/g) ?? [];
    expect(queries.length).toBeGreaterThan(5);
    expect(queries.filter((each) => !each.includes('deployment_environment_name=\\"production\\"'))).toEqual([]);
  });

  test('files are the rules for three systems and the dashboards, below the folder of the user', () => {
    const made = artefactsFor(settings);
    expect(made.map(({ path }) => path)).toEqual([
      'prometheus/rules.yaml',
      'grafana/alerting/rules.yaml',
      'azure/prometheus-rule-groups.json',
      ...Object.values(DASHBOARDS).map((uid) => `grafana/dashboards/${uid}.json`),
    ]);
    for (const { text } of made) expect(text).not.toContain('127.0.0.1');
  });

  test('every query of a dashboard is still PromQL and reads only its series', () => {
    for (const built of builtDashboards()) {
      const exprs: string[] = [];
      const text = JSON.stringify(dashboardFor(settings, built), (_, value) => {
        if (value?.datasource?.type === 'prometheus') exprs.push(...[value.expr, value.target?.expr].filter(Boolean));
        return value;
      });
      expect(exprs.length).toBeGreaterThan(5);
      const own = exprs.filter((expr) => expr.replaceAll(OF_WATCHERS, '').includes('{'));
      expect(own.filter((expr) => !expr.includes('deployment_environment_name="production"'))).toEqual([]);
      expect(exprs.flatMap(promqlProblems).filter((each) => !each.includes('deployment_environment_name'))).toEqual([]);
      expect(text).toContain('"url":"https://p.example"');
    }
  });
});
