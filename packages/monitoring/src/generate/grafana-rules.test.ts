import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { grafanaRules } from './grafana-rules.ts';
import { grafanaLabel, grafanaTemplate } from './grafana-template.ts';
import { prometheusRules } from './prometheus-rules.ts';

interface PrometheusRule {
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}
interface GrafanaRule extends Omit<PrometheusRule, 'alert' | 'expr'> {
  readonly uid: string;
  readonly title: string;
  readonly isPaused: boolean;
  readonly noDataState: string;
  readonly execErrState: string;
  readonly data: readonly { readonly datasourceUid: string; readonly model: { readonly expr?: string } }[];
}
interface Group<R> {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly R[];
}

const read = <R>(text: string) => (parse(text) as { groups: Group<R>[] }).groups;
const prometheus = read<PrometheusRule>(prometheusRules().text)
  .map((group) => ({ ...group, rules: group.rules.filter(({ alert }) => alert !== undefined) }))
  .filter(({ rules }) => rules.length > 0);
const grafana = read<GrafanaRule>(grafanaRules().text);

describe('Grafana and Prometheus say the same:', () => {
  test('groups and intervals, of which Grafana takes only multiples of 10 s', () => {
    const shape = <R>(groups: readonly Group<R>[]) =>
      groups.map(({ name, interval, rules }) => ({ name, interval, rules: rules.length }));
    expect(new Set(prometheus.map(({ interval }) => interval))).toEqual(new Set(['15s']));
    expect(shape(grafana)).toEqual(shape(prometheus.map((group) => ({ ...group, interval: '20s' }))));
  });

  const there = grafana.flatMap(({ rules }) => rules);
  const here = prometheus.flatMap(({ rules }) => rules);
  test.each(here.map((rule, n) => [`${rule.alert}: ${rule.labels['cause']}`, rule, there[n]] as const))(
    '%s',
    (title, { alert, expr, for: held, labels, annotations }, rule) => {
      expect(rule).toMatchObject({ title, for: held ?? '0s', labels: { alert } });
      expect(rule?.data[0]).toMatchObject({ datasourceUid: 'qt-prometheus', model: { expr } });
      const translated = (texts: Record<string, string>, translate: (text: string) => string) =>
        Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, translate(text)]));
      expect(rule?.labels).toEqual({ alert, ...translated(labels, grafanaLabel) });
      expect(rule?.annotations).toEqual(translated(annotations, grafanaTemplate));
    },
  );
});

test('Grafana notifies nobody until it is unpaused, and neither missing data nor another name is an alert', () => {
  const rules = grafana.flatMap((group) => group.rules);
  for (const rule of rules) {
    expect(rule).toMatchObject({ isPaused: true, noDataState: 'OK', execErrState: 'Error' });
  }
  expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
  expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
});

test('a uid that two rules have is named with its rule', () => {
  const rule = (cause: string) => ({ alert: 'LossTooBig', expr: 'vector(1)', labels: { cause }, annotations: {} });
  const groups = [{ name: 'qt-risk', interval: '15s', rules: [rule('near_by'), rule('Near-by')] }];
  expect(() => grafanaRules(groups)).toThrow(
    "packages/monitoring/src/alerts: LossTooBig: Near-by: expected a unique uid, actual 'losstoobig-near-by' of another rule",
  );
});

test.each([
  ['15s', '20s'],
  ['30s', '30s'],
  ['5m', '300s'],
])('an interval of %s becomes %s', (interval, expected) => {
  const rule = { alert: 'LossTooBig', expr: 'vector(1)', labels: { cause: 'near' }, annotations: {} };
  expect(read(grafanaRules([{ name: 'qt-risk', interval, rules: [rule] }]).text)).toMatchObject([
    { name: 'qt-risk', interval: expected },
  ]);
});

describe('a Prometheus template becomes one of Grafana:', () => {
  test.each([
    ['the value', '{{ $value | humanizeDuration }}', '{{ $values.A.Value | humanizeDuration }}'],
    ['a label', '{{ $labels.job_id }}', '{{ $labels.job_id }}'],
    ['a live value', 'of {{ with query "max(qt_x)" }}{{ . | first | value }}{{ end }} USD', 'of qt_x USD'],
    [
      'a live value that may be missing',
      '{{ with query "max(qt_x)" }}{{ . | first | value }}{{ else }}less than 15 minutes{{ end }} ago, by {{ $labels.job }}',
      'less than 15 minutes ago, by {{ $labels.job }}',
    ],
    [
      'a live value by label',
      `of {{ with printf "min(qt_x{profile='%s'})" $labels.profile | query }}{{ . | first | value }}{{ end }}.`,
      'of qt_x.',
    ],
  ])('%s', (_, template, expected) => {
    expect(grafanaTemplate(template)).toBe(expected);
  });

  test('in a label, with each dollar doubled, as provisioning expands labels from the environment', () => {
    expect(grafanaLabel('{{ or $labels.job "qt-api" }}')).toBe('{{ or $$labels.job "qt-api" }}');
  });

  test('links, to the default address of the runbooks and to Grafana itself', () => {
    const [rule] = grafana.flatMap((group) => group.rules);
    expect(rule?.annotations).toMatchObject({
      runbook_url: 'http://127.0.0.1:8000/runbooks/SchedulerStalled',
      dashboard_url: '{{ externalURL | reReplaceAll "/+$" "" }}/d/qt-service-overview',
    });
  });
});
