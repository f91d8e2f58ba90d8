import { describe, expect, test } from 'vitest';
import { parseSelector, selected } from './selector.ts';

const PRODUCTION = { deployment_environment_name: 'production' };
const ONE = { selector: PRODUCTION, infrastructureSelector: {} };
const ENV = 'deployment_environment_name="production"';

describe('matchers of a selector', () => {
  test.each([
    ['', {}],
    [' ', {}],
    [ENV, PRODUCTION],
    ['a="b", c="eu-1/d:8"', { a: 'b', c: 'eu-1/d:8' }],
  ])("'%s'", (text, matching) => {
    expect(parseSelector(text)).toEqual(matching);
  });

  test.each(['a=~"b"', 'a!="b"', 'a', 'a="b', 'a="b"} or x{c="d"', '__name__="x"', 'a="{{ x }}"', 'a="$x"'])(
    "'%s' is refused",
    (text) => {
      expect(() => parseSelector(text)).toThrow(/^expected matchers such as .+, actual '/);
    },
  );
});

describe('a query for one environment', () => {
  test.each([
    ['max(up)', `max(up{${ENV}})`],
    ['a{} or a{x="}"} offset 5m', `a{${ENV}} or a{x="}", ${ENV}} offset 5m`],
    ['rate(a[$__rate_interval]) / b{c=~"$d",}', `rate(a{${ENV}}[$__rate_interval]) / b{c=~"$d", ${ENV},}`],
    ['absent(time() - timestamp(a) < 150)', `absent(time() - timestamp(a{${ENV}}) < 150)`],
    ['label_replace(a, "job", "a{b}", "", "")', `label_replace(a{${ENV}}, "job", "a{b}", "", "")`],
    ['sum by (a) (qt:b:rate5m)', `sum by (a) (qt:b:rate5m{${ENV}})`],
    ['vector(1)', 'vector(1)'],
    // What environments share is read whatever the environment.
    ['alertmanager_notifications_failed_total', 'alertmanager_notifications_failed_total'],
    ['up{job="otel-collector"} == 0', 'up{job="otel-collector"} == 0'],
    ['up{job=~"(.+/)?(otel-collector)"}', 'up{job=~"(.+/)?(otel-collector)"}'],
    ['up{job=~"qt-api|prometheus"} == 0', `up{job=~"qt-api|prometheus", ${ENV}} == 0`],
  ])('%s', (query, expected) => {
    expect(selected(query, ONE)).toBe(expected);
  });

  test('shared parts have a selector of their own', () => {
    const both = { selector: PRODUCTION, infrastructureSelector: { cluster: 'eu' } };
    expect(selected('up{job="prometheus"} or a', both)).toBe(`up{job="prometheus", cluster="eu"} or a{${ENV}}`);
  });

  test('without matchers it stays as it is', () => {
    expect(selected('a{} / b', { selector: {}, infrastructureSelector: {} })).toBe('a{} / b');
  });

  test('what is not PromQL is refused', () => {
    expect(() => selected('sum(', ONE)).toThrow("expected PromQL, actual 'sum('");
  });
});
