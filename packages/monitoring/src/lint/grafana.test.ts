import { describe, expect, test } from 'vitest';
import { type GrafanaGroup, type GrafanaRule, grafanaProblems } from './grafana.ts';

const rule: GrafanaRule = {
  uid: 'losstoobig-near',
  title: 'LossTooBig: near',
  condition: 'B',
  for: '1m30s',
  labels: { service: '{{ $$labels.job }}' },
  annotations: { summary: '{{ $values.A.Value | humanize }} of {{ $labels.job }}' },
  data: [
    {
      refId: 'A',
      datasourceUid: 'qt-prometheus',
      relativeTimeRange: { from: 600, to: 0 },
      model: { refId: 'A', expr: 'up' },
    },
    {
      refId: 'B',
      datasourceUid: '__expr__',
      relativeTimeRange: { from: 0, to: 0 },
      model: { refId: 'B', expression: 'is_nan($A)' },
    },
  ],
};
const group: GrafanaGroup = { orgId: 1, name: 'qt-risk', folder: 'qt alerts', interval: '20s', rules: [rule] };
const [first, second] = rule.data as [GrafanaRule['data'][number], GrafanaRule['data'][number]];

const problemsOf = (changed: Partial<GrafanaRule>) => grafanaProblems([{ ...group, rules: [{ ...rule, ...changed }] }]);

test('a group that Grafana takes has no problem', () => {
  expect(grafanaProblems([group])).toEqual([]);
});

describe('what Grafana refuses of a group is named with it:', () => {
  test.each<[string, Partial<GrafanaGroup>, string]>([
    ['an interval between two ticks', { interval: '15s' }, "multiple of 10, actual '15s'"],
    ['no interval', { interval: '0s' }, "multiple of 10, actual '0s'"],
    ['a folder in a folder', { folder: 'qt/alerts' }, "expected a folder without slashes, actual 'qt/alerts'"],
    ['a folder without a name', { folder: ' ' }, "expected a folder without slashes, actual ' '"],
    ['a backslash', { folder: 'qt\\alerts' }, "expected a folder without slashes, actual 'qt\\alerts'"],
  ])('%s', (_, changed, problem) => {
    expect(grafanaProblems([{ ...group, ...changed }])).toEqual([expect.stringMatching(/^qt-risk: /)]);
    expect(grafanaProblems([{ ...group, ...changed }])[0]).toContain(problem);
  });

  test('a slash or too long a name', () => {
    expect(grafanaProblems([{ ...group, name: 'qt/risk' }])).toEqual([
      "qt/risk: expected a name without slashes, actual 'qt/risk'",
    ]);
    expect(grafanaProblems([{ ...group, name: 'g'.repeat(191) }])[0]).toContain('at most 190 characters');
  });

  test('a name that two groups have', () => {
    expect(grafanaProblems([group, { ...group, rules: [] }])).toEqual([
      'qt-risk: expected a unique name, actual two groups',
    ]);
  });
});

describe('what Grafana refuses of a rule is named with it:', () => {
  test.each<[string, Partial<GrafanaRule>, string]>([
    ['too long a uid', { uid: 'u'.repeat(41) }, 'expected a uid of at most 40 characters'],
    ['a uid with a dot', { uid: 'loss.near' }, "expected a uid of letters, digits, - and _, actual 'loss.near'"],
    ['no uid', { uid: '' }, "expected a uid of letters, digits, - and _, actual ''"],
    ['a negative duration', { for: '-1m' }, "expected a duration that is not negative, actual '-1m'"],
    ['an unknown condition', { condition: 'C' }, "expected a condition of A, B, actual 'C'"],
    [
      'an unknown data source',
      { data: [{ ...first, datasourceUid: 'prometheus' }, second] },
      "expected a data source of qt-prometheus, qt-loki, qt-traces, __expr__, actual 'prometheus'",
    ],
    [
      'an unknown operand',
      { data: [first, { ...second, model: { refId: 'B', expression: '$C > 0' } }] },
      "B: expected an operand of A, actual 'C'",
    ],
    ['an operand after it', { data: [second, first] }, "B: expected an operand of , actual 'A'"],
    [
      'a refId of another model',
      { data: [{ ...first, model: { refId: 'X' } }, second] },
      "expected the model's refId to be A, actual 'X'",
    ],
    ['a label from the environment', { labels: { service: '{{ $labels.job }}' } }, 'label service: expected $$'],
    ['a doubled dollar', { annotations: { summary: '{{ $$labels.job }}' } }, 'annotation summary: expected neither'],
    ['an environment variable', { annotations: { link: `\${HOME}/x` } }, 'annotation link: expected neither'],
    [
      'a query in a template',
      { annotations: { summary: '{{ with query "up" }}{{ . | first | value }}{{ end }}' } },
      "annotation summary: expected a function of Grafana's templates, actual 'query'",
    ],
    [
      'an external label',
      { annotations: { summary: '{{ $externalLabels.grafana }}' } },
      "expected a variable of $labels, $values, $value, actual '$externalLabels'",
    ],
  ])('%s', (_, changed, problem) => {
    const [found = ''] = problemsOf(changed);
    expect(found).toMatch(/^LossTooBig: near: /);
    expect(found).toContain(problem);
  });

  test('too long a title', () => {
    expect(problemsOf({ title: 't'.repeat(191) })[0]).toContain('expected a title of at most 190 characters');
  });

  test('a title or a uid that two rules have', () => {
    const twice = [rule, { ...rule }];
    expect(grafanaProblems([{ ...group, rules: twice }])).toEqual([
      'LossTooBig: near: expected a unique title, actual two rules',
      "LossTooBig: near: expected a unique uid, actual 'losstoobig-near' of another rule",
    ]);
  });
});

test.each([
  '{{ with $labels.job_id }}: {{ . }}{{ end }}',
  '{{ range $name, $value := $labels }}{{ $name }}={{ $value | title }}{{ end }}',
  '{{ $values.A.Value | printf "%.0f query $x" }}',
  'plain text of query, $5',
])('Grafana takes the template %s', (summary) => {
  expect(problemsOf({ annotations: { summary } })).toEqual([]);
});
